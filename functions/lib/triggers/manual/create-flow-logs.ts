import * as z from 'zod/mini';
import type { VerbatimFlowLogs } from '../../domain/lead.ts';
import { listOf, textLike, textUpTo } from '../../policy/ranges.ts';
import { type Checked, checked } from './checked.ts';
import { createFlowLogsRules } from './create-flow-logs-rules.ts';
import { flowLogResourceTypes } from './flow-log-resources.ts';

/** The most that any type takes; the type's own bound is a rule. */
const MAX_RESOURCES = 1_000;

const role = textUpTo(2_048, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role');
const flag = z.boolean({ error: 'true or false' });
const oneOf = (values: readonly string[]) =>
  z.enum(values, { error: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}` });

const KEY = 'a tag key of 1 to 128 characters that does not begin with aws:';
const tag = z.strictObject({
  Key: z.string({ error: KEY }).check(z.regex(/^(?!aws:)[^\p{C}]{1,128}$/iu, { error: KEY })),
  Value: textLike(/^[^\p{C}]{0,256}$/u, 'a tag value of at most 256 characters'),
});

/** `CreateFlowLogs` (API reference): names, lengths and forms. */
const createFlowLogs = z.strictObject(
  {
    ResourceIds: listOf(z.string({ error: 'a resource id' }), 1, MAX_RESOURCES),
    ResourceType: oneOf(flowLogResourceTypes),
    TrafficType: z.optional(oneOf(['ACCEPT', 'REJECT', 'ALL'])),
    LogDestinationType: z.optional(oneOf(['cloud-watch-logs', 's3', 'kinesis-data-firehose'])),
    LogDestination: z.optional(textUpTo(2_048, /^.+$/, 'the ARN of a destination')),
    LogGroupName: z.optional(textUpTo(512, /^[.\-_/#A-Za-z0-9]+$/, 'the name of a log group')),
    DeliverLogsPermissionArn: z.optional(role),
    DeliverCrossAccountRole: z.optional(role),
    LogFormat: z.optional(
      textUpTo(
        4_096,
        /^\$\{[a-z0-9-]+\}( \$\{[a-z0-9-]+\})*$/,
        'field names, each in braces after a dollar sign, separated by single spaces',
      ),
    ),
    MaxAggregationInterval: z.optional(z.literal([60, 600], { error: '60 or 600' })),
    DestinationOptions: z.optional(
      z.strictObject({
        FileFormat: z.optional(oneOf(['plain-text', 'parquet'])),
        HiveCompatiblePartitions: z.optional(flag),
        PerHourPartition: z.optional(flag),
      }),
    ),
    TagSpecifications: z.optional(
      listOf(
        z.strictObject({ ResourceType: oneOf(['vpc-flow-log']), Tags: z._default(listOf(tag, 0, 50), []) }),
        0,
        10,
      ),
    ),
    TagFieldSpecifications: z.optional(
      listOf(
        z.strictObject({
          ResourceType: oneOf(['auto-scaling-group', 'instance', 'network-interface']),
          TagKeys: listOf(tag.shape.Key, 1, 50),
        }),
        1,
        3,
      ),
    ),
    ClientToken: z.optional(textLike(/^[\x21-\x7e]{1,64}$/, 'a token of 1 to 64 ASCII characters')),
    DryRun: z.optional(flag),
  },
  { error: 'an object with the members of CreateFlowLogs' },
);

/** Reads the JSON of `aws ec2 create-flow-logs --cli-input-json`. Placeholders of its skeleton, which are empty texts, are
 * violations. */
export const readCreateFlowLogs = (value: unknown): Checked<VerbatimFlowLogs> =>
  checked(createFlowLogs, value, createFlowLogsRules);
