import type { Problem } from '../../domain/lead.ts';
import { shownValue } from '../../domain/problem-text.ts';
import { given, isRaw, problemAt, type Raw } from './checked.ts';
import { type FlowLogResource, flowLogResources } from './flow-log-resources.ts';

type Rule = (raw: Raw) => readonly Problem[];

const resourceOf = ({ ResourceType }: Raw): FlowLogResource | undefined =>
  typeof ResourceType === 'string' ? flowLogResources.get(ResourceType) : undefined;

const TRAFFIC = 'one of "ACCEPT", "REJECT", "ALL"';

const trafficType: Rule = (raw) => {
  const resource = resourceOf(raw);
  if (resource === undefined) return [];
  if (resource.takesTrafficType === given(raw, 'TrafficType')) return [];
  const allowed = resource.takesTrafficType ? TRAFFIC : `nothing: ${raw.ResourceType} takes no traffic type`;
  return [problemAt(raw, 'TrafficType', allowed)];
};

const aggregation: Rule = (raw) =>
  resourceOf(raw)?.takesTrafficType === false &&
  given(raw, 'MaxAggregationInterval') &&
  raw.MaxAggregationInterval !== 60
    ? [problemAt(raw, 'MaxAggregationInterval', `60 for ${raw.ResourceType}`)]
    : [];

const resourceIds: Rule = (raw) => {
  const resource = resourceOf(raw);
  if (resource === undefined || !Array.isArray(raw.ResourceIds)) return [];
  const ids: readonly unknown[] = raw.ResourceIds;
  const wrong = ids.flatMap((value, index) =>
    typeof value === 'string' && resource.ids.test(value)
      ? []
      : [
          {
            path: `ResourceIds[${index}]`,
            problem: value === '' ? 'empty' : 'not allowed',
            allowed: resource.idForm,
            value: shownValue(value),
          },
        ],
  );
  if (ids.length <= resource.maximumIds) return wrong;
  const allowed = `a list of 1 to ${resource.maximumIds} entries for ${raw.ResourceType}`;
  return [problemAt(raw, 'ResourceIds', allowed, 'too large'), ...wrong];
};

const FIELD = /^\$\{([a-z0-9-]+)\}$/;

const logFormat: Rule = (raw) => {
  const fields = resourceOf(raw)?.fields;
  if (fields === undefined || typeof raw.LogFormat !== 'string') return [];
  const names = raw.LogFormat.split(' ').map((field) => FIELD.exec(field)?.[1]);
  const unknown = names.filter((name) => name !== undefined && !fields.has(name));
  return unknown.length === 0
    ? []
    : [
        problemAt(
          raw,
          'LogFormat',
          `fields of ${raw.ResourceType} flow logs`,
          `unknown in ${unknown.map(shownValue).join(', ')}`,
        ),
      ];
};

const DESTINATIONS: ReadonlyMap<unknown, { readonly arn: RegExp; readonly allowed: string }> = new Map([
  [
    'cloud-watch-logs',
    {
      arn: /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[.\-_/#A-Za-z0-9]{1,512}$/,
      allowed: 'the ARN of a log group, without :* at its end',
    },
  ],
  [
    's3',
    {
      arn: /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?!.*\/AWSLogs(\/|$))(\/[\x21-\x7e]*)?$/,
      allowed: 'the ARN of an S3 bucket, with or without a prefix, in which AWSLogs is reserved',
    },
  ],
  [
    'kinesis-data-firehose',
    {
      arn: /^arn:aws[a-z-]*:firehose:[a-z0-9-]+:\d{12}:deliverystream[/:][\w.-]{1,64}$/,
      allowed: 'the ARN of a Firehose delivery stream',
    },
  ],
]);

/** Absent means CloudWatch Logs (CreateFlowLogs API reference). */
const destinationType = (raw: Raw): unknown =>
  given(raw, 'LogDestinationType') ? raw.LogDestinationType : 'cloud-watch-logs';

/** A log group is named one way or the other; everything else by its ARN. */
const destination: Rule = (raw) => {
  const known = DESTINATIONS.get(destinationType(raw));
  if (known === undefined) return [];
  if (destinationType(raw) === 'cloud-watch-logs' && given(raw, 'LogGroupName'))
    return given(raw, 'LogDestination')
      ? [problemAt(raw, 'LogDestination', 'LogGroupName or LogDestination, not both', 'one too many')]
      : [];
  return typeof raw.LogDestination === 'string' && known.arn.test(raw.LogDestination)
    ? []
    : [problemAt(raw, 'LogDestination', known.allowed)];
};

const onlyFor =
  (member: string, type: string): Rule =>
  (raw) =>
    given(raw, member) && DESTINATIONS.has(destinationType(raw)) && destinationType(raw) !== type
      ? [problemAt(raw, member, `nothing: it exists for the destination type ${type} only`)]
      : [];

/** CloudWatch Logs needs a role, Firehose takes one for a stream in another account, S3 has none. */
const deliveryRole: Rule = (raw) => {
  const type = destinationType(raw);
  if (type === 'cloud-watch-logs' && !given(raw, 'DeliverLogsPermissionArn'))
    return [problemAt(raw, 'DeliverLogsPermissionArn', 'the ARN of the role that writes to the log group')];
  return type === 's3' && given(raw, 'DeliverLogsPermissionArn')
    ? [problemAt(raw, 'DeliverLogsPermissionArn', 'nothing: delivery to S3 takes no role')]
    : [];
};

const keysOf = (specification: unknown): readonly unknown[] =>
  isRaw(specification) && Array.isArray(specification.Tags)
    ? specification.Tags.map((tag: unknown) => (isRaw(tag) ? tag.Key : undefined))
    : [];

const MAX_TAGS = 50;

const tags: Rule = (raw) => {
  const specifications = Array.isArray(raw.TagSpecifications) ? raw.TagSpecifications : [];
  const keys = specifications.flatMap(keysOf).filter((key) => typeof key === 'string' && key !== '');
  const once = 'each tag key once';
  const repeated = new Set(keys).size < keys.length ? [problemAt(raw, 'TagSpecifications', once, 'repetitive')] : [];
  const many = problemAt(raw, 'TagSpecifications', `at most ${MAX_TAGS} tags`, 'too large');
  return keys.length > MAX_TAGS ? [many, ...repeated] : repeated;
};

/** Rules between the members of `CreateFlowLogs`, which no schema of a single member tells. */
export const createFlowLogsRules: readonly Rule[] = [
  resourceIds,
  trafficType,
  aggregation,
  logFormat,
  destination,
  onlyFor('LogGroupName', 'cloud-watch-logs'),
  onlyFor('DestinationOptions', 's3'),
  deliveryRole,
  tags,
];
