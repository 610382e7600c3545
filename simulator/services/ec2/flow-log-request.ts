import * as z from 'zod/mini';
import { ApiError } from '../../wire/api-error.ts';

const maybe = z.optional(z.string());

const requestSchema = z.object({
  ResourceIds: z.array(z.string()),
  ResourceType: z.string(),
  TrafficType: maybe,
  LogDestinationType: maybe,
  LogDestination: maybe,
  LogGroupName: maybe,
  DeliverLogsPermissionArn: maybe,
  DeliverCrossAccountRole: maybe,
  LogFormat: maybe,
  MaxAggregationInterval: z.optional(z.number()),
  DestinationOptions: z.optional(
    z.object({
      FileFormat: maybe,
      HiveCompatiblePartitions: z.optional(z.boolean()),
      PerHourPartition: z.optional(z.boolean()),
    }),
  ),
  TagSpecifications: z.optional(
    z.array(
      z.object({
        ResourceType: maybe,
        Tags: z._default(z.array(z.object({ Key: z.string(), Value: z._default(z.string(), '') })), []),
      }),
    ),
  ),
  TagFieldSpecifications: z.optional(z.array(z.looseObject({}))),
  ClientToken: maybe,
  DryRun: z.optional(z.boolean()),
});

export type FlowLogRequest = z.output<typeof requestSchema>;

/** Resource types with the prefix of their ids and the error for an id that is not there. */
export const RESOURCE_TYPES: Readonly<Record<string, { readonly prefix: string; readonly notFound: string }>> = {
  VPC: { prefix: 'vpc-', notFound: 'InvalidVpcID.NotFound' },
  Subnet: { prefix: 'subnet-', notFound: 'InvalidSubnetID.NotFound' },
  NetworkInterface: { prefix: 'eni-', notFound: 'InvalidNetworkInterfaceID.NotFound' },
  TransitGateway: { prefix: 'tgw-', notFound: 'InvalidTransitGatewayID.NotFound' },
  TransitGatewayAttachment: { prefix: 'tgw-attach-', notFound: 'InvalidTransitGatewayAttachmentID.NotFound' },
  RegionalNatGateway: { prefix: 'nat-', notFound: 'NatGatewayNotFound' },
};

/** Record fields by version (flow log records guide), those of transit gateway flow logs included. */
const FIELDS = new Set(
  `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
   vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type sublocation-id
   pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path reject-reason resource-id encryption-status
   ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id
   ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id
   instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 interface-type next-hop-interface-id
   next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type
   resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id
   tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id
   packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired`.split(/\s+/),
);

export const DEFAULT_FORMAT =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
    .split(' ')
    .map((field) => `\${${field}}`)
    .join(' ');

const invalid = (message: string): ApiError => new ApiError('InvalidParameterValue', message);
const missing = (member: string): ApiError =>
  new ApiError('MissingParameter', `The request must contain the parameter ${member}`);

const need = (condition: boolean, error: () => ApiError): void => {
  if (!condition) throw error();
};

const oneOf = (member: string, value: string | undefined, allowed: readonly string[]): void =>
  need(value === undefined || allowed.includes(value), () =>
    invalid(`Value (${value}) for parameter ${member} is invalid. Valid values: ${allowed.join(', ')}`),
  );

const isTransit = (type: string): boolean => type.startsWith('TransitGateway');

const checkResources = ({ ResourceIds, ResourceType, TrafficType, MaxAggregationInterval }: FlowLogRequest): void => {
  oneOf('resourceType', ResourceType, Object.keys(RESOURCE_TYPES));
  const transit = isTransit(ResourceType);
  const most = transit ? 25 : 1_000;
  need(ResourceIds.length > 0, () => missing('ResourceId'));
  need(ResourceIds.length <= most, () => invalid(`At most ${most} resources of type ${ResourceType} are allowed`));
  const prefix = RESOURCE_TYPES[ResourceType]?.prefix ?? '';
  const odd = ResourceIds.find((id) => !new RegExp(`^${prefix}[0-9a-f]{8,17}$`).test(id));
  need(odd === undefined, () => invalid(`Invalid resource id ${odd} for resource type ${ResourceType}`));
  oneOf('trafficType', TrafficType, ['ACCEPT', 'REJECT', 'ALL']);
  need(transit || TrafficType !== undefined, () => missing('TrafficType'));
  need(!transit || TrafficType === undefined, () => invalid(`TrafficType is not supported for ${ResourceType}`));
  const intervals = transit ? [60] : [60, 600];
  need(MaxAggregationInterval === undefined || intervals.includes(MaxAggregationInterval), () =>
    invalid(`MaxAggregationInterval must be ${intervals.join(' or ')}`),
  );
  need(!transit || MaxAggregationInterval === 60, () => invalid('MaxAggregationInterval must be 60'));
};

const checkBucket = ({ LogDestination = '' }: FlowLogRequest): void => {
  const [, prefix = ''] = /^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(?:\/(.*))?$/.exec(LogDestination) ?? [undefined];
  need(/^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(\/|$)/.test(LogDestination), () =>
    invalid(`LogDestination ${LogDestination} is not the ARN of a bucket`),
  );
  need(!prefix.split('/').includes('AWSLogs'), () => invalid('LogDestination must not have a folder named AWSLogs'));
};

const checkLogGroup = ({ LogDestination, LogGroupName, DeliverLogsPermissionArn }: FlowLogRequest): void => {
  need((LogDestination === undefined) !== (LogGroupName === undefined), () =>
    invalid('Please provide LogGroupName or LogDestination, only one of them'),
  );
  need(LogDestination === undefined || /^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:.+$/.test(LogDestination), () =>
    invalid(`LogDestination ${LogDestination} is not the ARN of a log group`),
  );
  need(DeliverLogsPermissionArn !== undefined, () =>
    invalid('DeliverLogsPermissionArn cannot be empty when the destination is cloud-watch-logs'),
  );
};

const checkStream = ({ LogDestination = '' }: FlowLogRequest): void =>
  need(/^arn:aws[a-z-]*:firehose:[^:]+:\d{12}:deliverystream\/.+$/.test(LogDestination), () =>
    invalid(`LogDestination ${LogDestination} is not the ARN of a delivery stream`),
  );

const checkDestination = (request: FlowLogRequest): void => {
  const { LogDestinationType = 'cloud-watch-logs', DestinationOptions, LogGroupName } = request;
  oneOf('logDestinationType', LogDestinationType, ['cloud-watch-logs', 's3', 'kinesis-data-firehose']);
  need(LogDestinationType === 'cloud-watch-logs' || LogGroupName === undefined, () =>
    invalid(`LogGroupName is not supported for ${LogDestinationType}`),
  );
  need(LogDestinationType === 's3' || DestinationOptions === undefined, () =>
    invalid(`DestinationOptions are not supported for ${LogDestinationType}`),
  );
  oneOf('fileFormat', DestinationOptions?.FileFormat, ['plain-text', 'parquet']);
  if (LogDestinationType === 's3') checkBucket(request);
  else if (LogDestinationType === 'cloud-watch-logs') checkLogGroup(request);
  else checkStream(request);
};

const checkFormat = ({ LogFormat }: FlowLogRequest): void => {
  const odd = LogFormat?.split(' ').find((part) => !FIELDS.has(/^\$\{([a-z0-9-]+)\}$/.exec(part)?.[1] ?? ''));
  need(odd === undefined, () => new ApiError('InvalidParameter', `Unknown fields provided: ${odd}`));
};

const checkTags = ({ TagSpecifications = [], TagFieldSpecifications }: FlowLogRequest): void => {
  for (const { ResourceType, Tags } of TagSpecifications) {
    need(ResourceType === 'vpc-flow-log', () =>
      invalid(`'${ResourceType}' is not a valid taggable resource type for this operation.`),
    );
    need(Tags.length <= 50, () => new ApiError('TagLimitExceeded', 'The maximum number of tags is 50'));
    need(new Set(Tags.map((tag) => tag.Key)).size === Tags.length, () => invalid('Duplicate tag keys'));
    need(
      Tags.every(({ Key, Value }) => Key.length >= 1 && Key.length <= 128 && Value.length <= 256),
      () => invalid('Tag keys have 1 to 128 characters, values at most 256'),
    );
    need(!Tags.some(({ Key }) => /^aws:/i.test(Key)), () => invalid('Tag keys starting with aws: are reserved'));
  }
  const fields = TagFieldSpecifications?.length ?? 1;
  need(fields >= 1 && fields <= 3, () => invalid('TagFieldSpecification takes 1 to 3 entries'));
};

/** Reads and checks CreateFlowLogs. @throws ApiError for the first thing that is wrong */
export const readFlowLogRequest = (parameters: unknown): FlowLogRequest => {
  const request = requestSchema.parse(parameters);
  checkResources(request);
  checkDestination(request);
  checkFormat(request);
  checkTags(request);
  need(/^[\x20-\x7e]{0,64}$/.test(request.ClientToken ?? ''), () =>
    invalid('ClientToken takes up to 64 ASCII characters'),
  );
  return request;
};
