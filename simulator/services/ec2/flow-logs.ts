import * as z from 'zod/mini';
import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import { rowsOf } from './describe.ts';
import { DEFAULT_FORMAT, type FlowLogRequest, RESOURCE_TYPES, readFlowLogRequest } from './flow-log-request.ts';
import type { StoredFlowLog } from './flow-log-store.ts';

/** Flow log subscriptions a resource (VPC flow log limits). */
const LIMIT = 250;

interface Failure {
  readonly ResourceId: string;
  readonly Error: { readonly Code: string; readonly Message: string };
}

const failure = (ResourceId: string, Code: string, Message: string): Failure => ({
  ResourceId,
  Error: { Code, Message },
});

const existingIds = (call: ServiceCall): ReadonlySet<string> =>
  new Set(
    rowsOf(call, (region) => [
      ...region.NetworkInterfaces.map((row) => row.NetworkInterfaceId),
      ...region.Subnets.map((row) => row.SubnetId),
      ...region.Vpcs.map((row) => row.VpcId),
      ...region.NatGateways.map((row) => row.NatGatewayId),
      ...region.TransitGatewayAttachments.flatMap((row) => [row.TransitGatewayAttachmentId, row.TransitGatewayId]),
    ]),
  );

const bucketIn = (request: FlowLogRequest): string | undefined =>
  request.LogDestinationType === 's3' ? /:::([^/]+)/.exec(request.LogDestination ?? '')?.[1] : undefined;

const sameDestination = (flowLog: StoredFlowLog, request: FlowLogRequest): boolean =>
  (flowLog.LogDestinationType ?? 'cloud-watch-logs') === (request.LogDestinationType ?? 'cloud-watch-logs') &&
  flowLog.LogDestination === request.LogDestination &&
  flowLog.LogGroupName === request.LogGroupName;

const DUPLICATE = 'There is an existing Flow Log with the same configuration and log destination.';

/** Why a resource gets no flow log, or undefined. */
const refusal = (call: ServiceCall, request: FlowLogRequest, id: string): Failure | undefined => {
  const { sim, caller } = call;
  const bucket = bucketIn(request);
  const onResource = sim.flowLogs.list(caller.account, caller.region).filter((flowLog) => flowLog.ResourceId === id);
  if (!existingIds(call).has(id))
    return failure(
      id,
      RESOURCE_TYPES[request.ResourceType]?.notFound ?? 'InvalidParameter',
      `The ID '${id}' does not exist`,
    );
  if (bucket !== undefined && !sim.buckets.has(bucket))
    return failure(id, '400', `LogDestination: ${bucket} does not exist.`);
  if (onResource.some((flowLog) => sameDestination(flowLog, request)))
    return failure(id, 'FlowLogAlreadyExists', DUPLICATE);
  if (onResource.length >= LIMIT)
    return failure(id, 'FlowLogsLimitExceeded', `The limit of ${LIMIT} flow logs is reached`);
  return undefined;
};

const flowLogFor = ({ sim, caller }: ServiceCall, request: FlowLogRequest, ResourceId: string): StoredFlowLog => {
  const { LogDestinationType = 'cloud-watch-logs', LogFormat = DEFAULT_FORMAT, MaxAggregationInterval = 600 } = request;
  const nth = sim.flowLogs.all().filter((row) => row.flowLog.ResourceId === ResourceId).length;
  const usual = { FileFormat: 'plain-text', HiveCompatiblePartitions: false, PerHourPartition: false };
  return {
    FlowLogId: `fl-${sim.hex(['flow-log', caller.account, caller.region, ResourceId, nth], 17)}`,
    FlowLogStatus: 'ACTIVE',
    ResourceId,
    TrafficType: request.TrafficType,
    LogDestinationType,
    LogDestination: request.LogDestination,
    LogGroupName: request.LogGroupName,
    LogFormat,
    MaxAggregationInterval,
    DeliverLogsStatus: 'SUCCESS',
    DeliverLogsPermissionArn: request.DeliverLogsPermissionArn,
    DeliverCrossAccountRole: request.DeliverCrossAccountRole,
    DestinationOptions: LogDestinationType === 's3' ? { ...usual, ...request.DestinationOptions } : undefined,
    CreationTime: new Date(sim.clock.nowMs()).toISOString(),
    Tags: request.TagSpecifications?.flatMap((specification) => specification.Tags) ?? [],
  };
};

const create = (call: ServiceCall, request: FlowLogRequest): object => {
  const { account, region } = call.caller;
  const failures = request.ResourceIds.map((id) => refusal(call, request, id)).filter((found) => found !== undefined);
  const duplicate = failures.find((found) => found.Error.Code === 'FlowLogAlreadyExists');
  if (duplicate && call.sim.settings.flowLogDuplicates === 'top-level')
    throw new ApiError('FlowLogAlreadyExists', duplicate.Error.Message);
  const refused = new Set(failures.map((found) => found.ResourceId));
  const created = request.ResourceIds.filter((id) => !refused.has(id)).map((id) => flowLogFor(call, request, id));
  for (const flowLog of created) call.sim.flowLogs.add({ account, region, flowLog });
  return {
    ClientToken: request.ClientToken,
    FlowLogIds: created.map((flowLog) => flowLog.FlowLogId),
    Unsuccessful: failures,
  };
};

const refuseDryRun = (dryRun: boolean | undefined): void => {
  if (dryRun) throw new ApiError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
};

/** Creates flow logs. The same token with the same parameters gives the first answer again; with others it is refused. */
export const createFlowLogs = (call: ServiceCall): object => {
  const { sim, caller, facts } = call;
  const request = readFlowLogRequest(facts.parameters);
  refuseDryRun(request.DryRun);
  if (request.ClientToken === undefined) return create(call, request);
  const token = JSON.stringify([caller.account, caller.region, request.ClientToken]);
  const fingerprint = JSON.stringify(facts.parameters);
  const known = sim.flowLogs.tokens.get(token);
  if (known && known.fingerprint !== fingerprint)
    throw new ApiError('IdempotentParameterMismatch', 'The client token was used with other parameters before');
  const answer = known?.answer ?? create(call, request);
  sim.flowLogs.tokens.set(token, { fingerprint, answer });
  return answer;
};

const deleteSchema = z.object({
  FlowLogIds: z.array(z.string()).check(z.maxLength(1_000)),
  DryRun: z.optional(z.boolean()),
});

/** Deletes flow logs; ids that are not there come back in `Unsuccessful`. */
export const deleteFlowLogs = (call: ServiceCall): object => {
  const { sim, caller, facts } = call;
  const { FlowLogIds, DryRun } = deleteSchema.parse(facts.parameters);
  refuseDryRun(DryRun);
  const atMs = sim.clock.nowMs();
  const { account, region } = caller;
  const gone = FlowLogIds.filter((flowLogId) => !sim.flowLogs.remove({ account, region, flowLogId, atMs }));
  return { Unsuccessful: gone.map((id) => failure(id, 'InvalidFlowLogId.NotFound', `The ID '${id}' does not exist`)) };
};
