import { EC2Client, type FlowLog, paginateDescribeFlowLogs } from '@aws-sdk/client-ec2';
import { ownerOf, ownerTag } from '../../../functions/lib/domain/flow-log-tags.ts';
import { type Check, type Finding, failed, ok, warning } from '../check.ts';

/** Flow logs that one resource may have (Amazon VPC quotas). */
const PER_RESOURCE = 250;
const NEARLY = 0.9 * PER_RESOURCE;

const deliveryFindings = (ours: readonly FlowLog[]): readonly Finding[] => {
  const broken = ours.filter(({ DeliverLogsStatus }) => DeliverLogsStatus === 'FAILED');
  if (broken.length === 0) return [ok('flow logs of ours', `${ours.length} here, none fails to deliver`)];
  return broken.map(({ FlowLogId = '', DeliverLogsErrorMessage = 'no reason is given' }) =>
    failed(FlowLogId, `does not deliver: ${DeliverLogsErrorMessage}`, 'see to its destination and to its role'),
  );
};

const quotaFindings = (all: readonly FlowLog[]): readonly Finding[] => {
  const counts = Object.entries(Object.groupBy(all, ({ ResourceId = '' }) => ResourceId));
  const full = counts.filter(([, logs = []]) => logs.length >= NEARLY);
  if (full.length === 0) return [ok('flow logs a resource', `fewer than ${NEARLY} of ${PER_RESOURCE} everywhere`)];
  return full.map(([resource, logs = []]) =>
    warning(resource, `has ${logs.length} of ${PER_RESOURCE} flow logs`, 'delete some that nobody needs'),
  );
};

/** Flow logs of ours deliver, and resources have room for more; in the deployment's own account and Region. */
export const flowLogDelivery: Check = {
  name: 'flow-log-delivery',
  about: 'incident',
  reads: ['ec2:DescribeFlowLogs'],
  look: async ({ host, deployment }) => {
    const client = new EC2Client(host.clientConfig('ec2'));
    const all: FlowLog[] = [];
    for await (const { FlowLogs = [] } of paginateDescribeFlowLogs({ client }, { MaxResults: 1_000 }))
      all.push(...FlowLogs);
    const owner = ownerOf({ account: deployment.account ?? '', region: deployment.region });
    const ours = all.filter(({ Tags = [] }) => Tags.some(({ Key, Value }) => Key === ownerTag && Value === owner));
    return [...deliveryFindings(ours), ...quotaFindings(all)];
  },
};
