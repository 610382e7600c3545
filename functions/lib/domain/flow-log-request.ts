import { evidenceLogFormat } from './flow-log-format.ts';
import type { Tags } from './flow-log-tags.ts';
import { clientTokenFrom } from './ids.ts';
import type { VerbatimFlowLogs } from './lead.ts';

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where flow logs go, as policy says it. What is absent is what the stack made. */
export type FlowLogDestination =
  | {
      readonly type: 's3';
      readonly bucketArn?: string;
      readonly fileFormat: 'plain-text' | 'parquet';
      readonly hiveCompatiblePartitions: boolean;
      readonly perHourPartition: boolean;
    }
  | { readonly type: 'cloud-watch-logs'; readonly logGroupArn?: string; readonly deliverLogsPermissionArn?: string }
  | { readonly type: 'kinesis-data-firehose'; readonly deliveryStreamArn: string };

/** What policy says about the flow logs that we create. */
export interface FlowLogSettings {
  readonly trafficType: 'ACCEPT' | 'REJECT' | 'ALL';
  readonly destination: FlowLogDestination;
  /** Absent: our evidence format. */
  readonly logFormat?: string;
  readonly maximumAggregationIntervalSeconds: 60 | 600;
}

/** The destinations that the stack made. */
export interface FlowLogDefaults {
  readonly bucketArn: string;
  readonly logGroupArn: string;
  readonly roleArn: string;
}

type DestinationMembers = Pick<
  VerbatimFlowLogs,
  'LogDestinationType' | 'LogDestination' | 'DeliverLogsPermissionArn' | 'DestinationOptions'
>;

/** CloudFormation ends a log group's ARN with `:*`, which names its streams; CreateFlowLogs wants the group. */
const groupOnly = (arn: string): string => arn.replace(/:\*$/, '');

/** The members of `CreateFlowLogs` that name a destination. Options exist for S3 only; a role for CloudWatch Logs only. */
export const destinationMembers = (destination: FlowLogDestination, defaults: FlowLogDefaults): DestinationMembers => {
  if (destination.type === 's3') {
    return {
      LogDestinationType: destination.type,
      LogDestination: destination.bucketArn ?? defaults.bucketArn,
      DestinationOptions: {
        FileFormat: destination.fileFormat,
        HiveCompatiblePartitions: destination.hiveCompatiblePartitions,
        PerHourPartition: destination.perHourPartition,
      },
    };
  }
  if (destination.type === 'cloud-watch-logs') {
    return {
      LogDestinationType: destination.type,
      LogDestination: groupOnly(destination.logGroupArn ?? defaults.logGroupArn),
      DeliverLogsPermissionArn: destination.deliverLogsPermissionArn ?? defaults.roleArn,
    };
  }
  return { LogDestinationType: destination.type, LogDestination: destination.deliveryStreamArn };
};

/** Why a destination cannot take the flow logs of an interface there. A log group must be in the interface's own account
 * and Region, and its role in that account: AWS accepts another one, and then delivers nothing. */
export const destinationProblem = (
  { LogDestinationType, ...rest }: DestinationMembers,
  at: Place,
): string | undefined => {
  if (LogDestinationType !== 'cloud-watch-logs') return undefined;
  const [, , , region, account] = (rest.LogDestination ?? '').split(':');
  const roleAccount = (rest.DeliverLogsPermissionArn ?? '').split(':')[4];
  if (region === at.region && account === at.account && roleAccount === at.account) return undefined;
  return `the log group and its role must be in account ${at.account} and Region ${at.region}; name S3 in the policy for other accounts`;
};

/** `CreateFlowLogs` for one network interface, before tags and token. */
export const interfaceRequest = (
  interfaceId: string,
  settings: FlowLogSettings,
  defaults: FlowLogDefaults,
): VerbatimFlowLogs => ({
  ResourceIds: [interfaceId],
  ResourceType: 'NetworkInterface',
  TrafficType: settings.trafficType,
  ...destinationMembers(settings.destination, defaults),
  LogFormat: settings.logFormat ?? evidenceLogFormat,
  MaxAggregationInterval: settings.maximumAggregationIntervalSeconds,
});

const RESOURCE_TYPE = 'vpc-flow-log';

/** Adds our tags. A tag of the same key that the caller wrote stays as it is. */
export const withTags = (request: VerbatimFlowLogs, tags: Tags): VerbatimFlowLogs => {
  const specifications = request.TagSpecifications ?? [];
  const others = specifications.filter(({ ResourceType }) => ResourceType !== RESOURCE_TYPE);
  const callers = specifications.filter(({ ResourceType }) => ResourceType === RESOURCE_TYPE).flatMap((s) => s.Tags);
  const ours = Object.entries(tags)
    .filter(([key]) => callers.every(({ Key }) => Key !== key))
    .map(([Key, Value]) => ({ Key, Value }));
  return { ...request, TagSpecifications: [...others, { ResourceType: RESOURCE_TYPE, Tags: [...callers, ...ours] }] };
};

/** The same text for equal values, whatever the order of their members: records come back in any order. */
const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

/** Adds the `ClientToken`: the caller's own, else one made from the case and every member of the request, so that the same
 * request in the same case always has the same token, and another request never has (that would be refused). */
export const withToken = (request: VerbatimFlowLogs, caseId: string): VerbatimFlowLogs => ({
  ...request,
  ClientToken: request.ClientToken ?? clientTokenFrom([caseId, ...request.ResourceIds, canonicalText(request)]),
});
