import {
  CreateFlowLogsCommand,
  type CreateFlowLogsResult,
  DeleteFlowLogsCommand,
  type EC2Client,
  type Filter,
  type FlowLog,
  paginateDescribeFlowLogs,
  type UnsuccessfulItem,
} from '@aws-sdk/client-ec2';
import type { FlowLogDescription } from '../domain/flow-log.ts';
import { ownerTag } from '../domain/flow-log-tags.ts';
import type { VerbatimFlowLogs } from '../domain/lead.ts';
import type { AccountRegion, CreateFlowLogOutcome, DeleteFlowLogOutcome, FlowLogs } from '../ports/flow-logs.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { createFlowLogsInputFrom } from './ec2-create-flow-logs-input.ts';
import { type Ec2Fault, ec2Fault, isDenied, misconfiguredOnDenial } from './ec2-faults.ts';

/** Values that one EC2 filter takes at most (DescribeFlowLogs, "Filtering": 200). */
const FILTER_VALUES = 200;

const chunks = <T>(values: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));

const descriptionOf = (flowLog: FlowLog): readonly FlowLogDescription[] =>
  flowLog.FlowLogId === undefined
    ? []
    : [
        {
          flowLogId: flowLog.FlowLogId,
          resourceId: flowLog.ResourceId ?? '',
          status: flowLog.FlowLogStatus,
          trafficType: flowLog.TrafficType,
          logDestinationType: flowLog.LogDestinationType,
          logDestination: flowLog.LogDestination,
          logGroupName: flowLog.LogGroupName,
          logFormat: flowLog.LogFormat,
          maxAggregationIntervalSeconds: flowLog.MaxAggregationInterval,
          deliverLogsStatus: flowLog.DeliverLogsStatus,
          deliverLogsErrorMessage: flowLog.DeliverLogsErrorMessage,
          tags: Object.fromEntries((flowLog.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
        },
      ];

/** AWS gives this as a code or, under a bare status code, as a sentence. */
const isDuplicate = ({ code, message }: Ec2Fault): boolean =>
  code === 'FlowLogAlreadyExists' || /existing flow log with the same configuration/i.test(message);

const refusal = (resourceId: string, fault: Ec2Fault): CreateFlowLogOutcome => {
  if (fault.code === 'DryRunOperation') return { outcome: 'dry-run', resourceId };
  // The token was used for another request: an earlier attempt of ours has had its effect.
  if (isDuplicate(fault) || fault.code === 'IdempotentParameterMismatch')
    return { outcome: 'already-exists', resourceId };
  return { outcome: 'failed', resourceId, code: fault.code, message: fault.message };
};

const faultOf = ({ Error: error }: UnsuccessfulItem): Ec2Fault => ({
  code: error?.Code ?? 'Unsuccessful',
  message: error?.Message ?? '',
});

const describeAll = async (client: EC2Client, query: { FlowLogIds?: string[]; Filter?: Filter[] }) => {
  const found: FlowLogDescription[] = [];
  const pages = paginateDescribeFlowLogs({ client }, query);
  for await (const page of pages) found.push(...(page.FlowLogs ?? []).flatMap(descriptionOf));
  return found;
};

/** The answer lists ids without their resources. For one resource there is nothing to tell apart; for several, EC2 is
 * asked, and where it does not know them yet their order counts, which follows the request's. */
const flowLogIdsByResource = async (client: EC2Client, resourceIds: readonly string[], ids: readonly string[]) => {
  const known = resourceIds.length > 1 && ids.length > 0 ? await describeAll(client, { FlowLogIds: [...ids] }) : [];
  const byResource = new Map(known.map(({ resourceId, flowLogId }) => [resourceId, flowLogId]));
  const restIds = ids.filter((id) => known.every(({ flowLogId }) => flowLogId !== id));
  const restResources = resourceIds.filter((resourceId) => !byResource.has(resourceId));
  for (const [index, id] of restIds.entries()) byResource.set(restResources[index] ?? '', id);
  return byResource;
};

const outcomesOf = async (
  client: EC2Client,
  request: VerbatimFlowLogs,
  { FlowLogIds = [], Unsuccessful = [] }: CreateFlowLogsResult,
): Promise<readonly CreateFlowLogOutcome[]> => {
  const refused = new Map(Unsuccessful.map((item) => [item.ResourceId, faultOf(item)]));
  const accepted = request.ResourceIds.filter((resourceId) => !refused.has(resourceId));
  const ids = await flowLogIdsByResource(client, accepted, FlowLogIds);
  return request.ResourceIds.map((resourceId) => {
    const fault = refused.get(resourceId) ?? { code: 'NoFlowLogId', message: 'the answer names no flow log' };
    const flowLogId = ids.get(resourceId);
    return flowLogId === undefined ? refusal(resourceId, fault) : { outcome: 'created', resourceId, flowLogId };
  });
};

const deletion = (fault: Ec2Fault): DeleteFlowLogOutcome => {
  if (fault.code === 'InvalidFlowLogId.NotFound') return 'not-found';
  return isDenied(fault) ? 'access-denied' : 'failed';
};

/** VPC flow logs through EC2, in any account and Region of ours. Transient faults pass through, after the SDK's retries.
 * @param owner our value of the owner tag */
export const ec2FlowLogs = (clients: Pick<Ec2Clients, 'ec2'>, owner: string): FlowLogs => ({
  describe: (where, resourceIds) =>
    misconfiguredOnDenial(where, async () => {
      const client = await clients.ec2(where);
      const lists = chunks(resourceIds, FILTER_VALUES).map((ids) =>
        describeAll(client, { Filter: [{ Name: 'resource-id', Values: [...ids] }] }),
      );
      return (await Promise.all(lists)).flat();
    }),

  describeOurs: (where) =>
    misconfiguredOnDenial(where, async () =>
      describeAll(await clients.ec2(where), { Filter: [{ Name: `tag:${ownerTag}`, Values: [owner] }] }),
    ),
  create: async (where: AccountRegion, request: VerbatimFlowLogs) => {
    const client = await clients.ec2(where);
    const input = createFlowLogsInputFrom(request);
    try {
      return await outcomesOf(client, request, await client.send(new CreateFlowLogsCommand(input)));
    } catch (error) {
      const fault = ec2Fault(error);
      if (fault === undefined) throw error;
      return request.ResourceIds.map((resourceId) => refusal(resourceId, fault));
    }
  },

  delete: async (where, flowLogId) => {
    const client = await clients.ec2(where);
    try {
      const answer = await client.send(new DeleteFlowLogsCommand({ FlowLogIds: [flowLogId] }));
      const [unsuccessful] = answer.Unsuccessful ?? [];
      return unsuccessful === undefined ? 'deleted' : deletion(faultOf(unsuccessful));
    } catch (error) {
      const fault = ec2Fault(error);
      if (fault === undefined) throw error;
      return deletion(fault);
    }
  },
});
