import * as z from 'zod/mini';
import { parseCidr } from '../domain/address.ts';
import { captureSeconds, MAX_CAPTURE_SECONDS } from '../domain/capture-timing.ts';
import { accountId, accounts } from './accounts.ts';
import { leaseHours, numberFrom, textLike, textUpTo, wholeNumber } from './ranges.ts';

const cidr = z
  .string()
  .check(z.refine((text) => parseCidr(text) !== undefined, { error: 'a CIDR without host bits, such as 10.0.0.0/8' }));
const port = wholeNumber(0, 65_535);
const protocol = wholeNumber(0, 255);
/** Finding types and alarm names: literal text where `*` stands for any run of characters. */
const pattern = z.string().check(z.minLength(1), z.maxLength(256));

const watchOfPeers = {
  peers: z._default(z.array(cidr).check(z.maxLength(20)), []),
  ports: z._default(z.array(port).check(z.maxLength(20)), []),
  protocols: z._default(z.array(protocol).check(z.maxLength(10)), [6, 17]),
};

const triggers = z.strictObject({
  /** Sources that may start a case at all. */
  sources: z._default(
    z.array(z.enum(['guardduty', 'security-hub', 'cloudwatch-alarm', 'firewall-alert', 'schedule', 'manual'])),
    ['guardduty', 'security-hub', 'cloudwatch-alarm', 'firewall-alert', 'schedule', 'manual'],
  ),
  /** On GuardDuty's scale, 0 to 10; High begins at 7. */
  minimumSeverity: z._default(numberFrom(0, 10), 7),
  /** Finding types to capture; empty means all with a network side. */
  include: z._default(z.array(pattern).check(z.maxLength(200)), []),
  /** Finding types never to capture; wins over `include`. */
  exclude: z._default(z.array(pattern).check(z.maxLength(200)), []),
  /** Accounts whose findings count; empty means every account in `accounts`. */
  accounts: z._default(z.array(accountId), []),
  /** Interfaces, instances and VPCs that are never captured. The opt-out lives here, never in a tag on the suspect. */
  excludeResources: z._default(z.array(pattern).check(z.maxLength(500)), []),
  /** Identity, API-call, configuration and malware findings: capture the resource's flows to anywhere. */
  captureWithoutNetworkAction: z._default(z.boolean(), false),
  archivedFindings: z._default(z.enum(['ignore', 'capture']), 'ignore'),
  sampleFindings: z._default(z.enum(['plan', 'capture']), 'plan'),
  /** A repeat of a finding that names peers not seen before: capture those, or only count the sighting. */
  repeatsWithNewPeers: z._default(z.enum(['capture', 'count']), 'capture'),
  /** Older events are recorded as late and captured no more; hours since the event. */
  maximumAgeHours: z._default(numberFrom(1, 168), 24),
  /** Alarms that start a case, by name. An alarm has no peer, so its conversation is told here. */
  alarms: z._default(
    z.array(
      z.strictObject({
        name: pattern,
        severity: z._default(numberFrom(0, 10), 8),
        ...watchOfPeers,
        retireFlowLogsOnOk: z._default(z.boolean(), false),
      }),
    ),
    [],
  ),
});

const capture = z
  .strictObject({
    /** `monitor`: plan and record, start nothing. */
    mode: z._default(z.enum(['respond', 'monitor']), 'respond'),
    /** AWS recommends at least 60 (StartFlowCapture API reference). */
    minimumFlowAgeSeconds: z._default(wholeNumber(0, 3_600), 60),
    rounds: z._default(wholeNumber(1, 20), 2),
    /** From the start of a round to the start of the next. */
    roundIntervalSeconds: z._default(wholeNumber(1, 3_600), 75),
    /** Most that one filter may admit, as log2 of the combinations of addresses, ports and protocols, by IP version. An open
     * address counts 32 or 128 bits, an open port 16, so one host to anywhere on one port is 48 bits over IPv4 and 144 over
     * IPv6; on any port and protocol, which a DNS finding needs, it is 66.3 and 162.3. */
    maximumBreadthBitsV4: z._default(numberFrom(0, 99), 72),
    maximumBreadthBitsV6: z._default(numberFrom(0, 291), 168),
    /** Widest networks on the peer's side: a peer with a shorter prefix is refused. */
    minimumPeerPrefixV4: z._default(wholeNumber(0, 32), 16),
    minimumPeerPrefixV6: z._default(wholeNumber(0, 128), 48),
    /** A subject wider than this is refused. */
    minimumSubjectPrefixV4: z._default(wholeNumber(8, 32), 24),
    minimumSubjectPrefixV6: z._default(wholeNumber(32, 128), 64),
    /** May a filter leave the peer open (DNS findings, port sweeps, alarms)? */
    allowAnyPeer: z._default(z.boolean(), true),
    /** In one case; a filter and its mirror count as two. */
    maximumFilters: z._default(wholeNumber(2, 400), 60),
    maximumInterfaces: z._default(wholeNumber(1, 100), 10),
    maximumCapturesPerCase: z._default(wholeNumber(1, 100), 24),
    /** Of each capture, over all openings of its case: opening it again adds rounds up to here. */
    maximumRoundsPerCase: z._default(wholeNumber(1, 1_000), 100),
    /** Operations started in any hour on one firewall and zone, and in the account that owns the firewall, for all cases
     * together; captures that share an operation count once. Over it a capture waits. Half of it may go at once, three quarters
     * where a case is critical (severity 9 and above). */
    maximumCapturesPerTargetPerHour: z._default(wholeNumber(1, 600), 120),
    maximumCapturesPerAccountPerHour: z._default(wholeNumber(1, 50_000), 2_000),
    pollSeconds: z._default(wholeNumber(1, 300), 10),
    /** Collection ends this long after the round was asked for. Results live 12 hours. */
    deadlineMinutes: z._default(wholeNumber(5, 660), 60),
    /** Firewalls for networks that we cannot read; overrides discovery. */
    firewallOverrides: z._default(
      z.array(
        z.strictObject({
          vpcId: z.optional(textLike(/^vpc-[0-9a-f]+$/, 'a VPC id such as vpc-0a1b2c3d')),
          subnetId: z.optional(textLike(/^subnet-[0-9a-f]+$/, 'a subnet id such as subnet-0a1b2c3d')),
          firewallArn: textLike(
            /^arn:aws[a-z-]*:network-firewall:[^:]+:\d{12}:firewall\/[^/]+$/,
            'the ARN of a firewall',
          ),
          availabilityZones: z._default(z.array(z.string().check(z.minLength(1))), []),
        }),
      ),
      [],
    ),
  })
  .check(
    z.refine(
      ({ rounds, roundIntervalSeconds, deadlineMinutes }) =>
        captureSeconds({ rounds, roundIntervalSeconds, deadlineSeconds: deadlineMinutes * 60 }) <= MAX_CAPTURE_SECONDS,
      {
        path: ['rounds'],
        error: `rounds, roundIntervalSeconds and deadlineMinutes that together stay within ${MAX_CAPTURE_SECONDS} s`,
      },
    ),
  );

const flowLogs = z.strictObject({
  enabled: z._default(z.boolean(), true),
  /** Also for interfaces of ours that the captured flows reveal. */
  onPeers: z._default(z.boolean(), true),
  trafficType: z._default(z.enum(['ACCEPT', 'REJECT', 'ALL']), 'ALL'),
  destination: z._default(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('s3'),
        /** Absent: the bucket that the stack made. */
        bucketArn: z.optional(
          textLike(
            /^arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(\/(?!AWSLogs).*)?$/,
            'the ARN of an S3 bucket, with or without a prefix, which must not begin with AWSLogs',
          ),
        ),
        fileFormat: z._default(z.enum(['plain-text', 'parquet']), 'parquet'),
        hiveCompatiblePartitions: z._default(z.boolean(), true),
        perHourPartition: z._default(z.boolean(), true),
      }),
      z.strictObject({
        type: z.literal('cloud-watch-logs'),
        /** Absent: the log group and role that the stack made. */
        logGroupArn: z.optional(textLike(/^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:.+$/, 'the ARN of a log group')),
        deliverLogsPermissionArn: z.optional(
          textLike(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'the ARN of an IAM role'),
        ),
      }),
      z.strictObject({
        type: z.literal('kinesis-data-firehose'),
        deliveryStreamArn: textLike(
          /^arn:aws[a-z-]*:firehose:[^:]+:\d{12}:deliverystream\/.+$/,
          'the ARN of a Firehose delivery stream',
        ),
      }),
    ]),
    { type: 's3', fileFormat: 'parquet', hiveCompatiblePartitions: true, perHourPartition: true },
  ),
  /** `${field}` names separated by spaces; absent: our evidence format. */
  logFormat: z.optional(
    textUpTo(
      2_000,
      /^\$\{[a-z0-9-]+\}( \$\{[a-z0-9-]+\})*$/,
      'field names, each in braces after a dollar sign, separated by single spaces',
    ),
  ),
  maximumAggregationIntervalSeconds: z._default(z.union([z.literal(60), z.literal(600)]), 60),
  leaseHours: z._default(leaseHours, 24),
  maximumInterfacesPerCase: z._default(wholeNumber(1, 100), 20),
});

const schedules = z.array(
  z.strictObject({
    name: textLike(/^[A-Za-z0-9_-]{1,64}$/, 'a name of 1 to 64 letters, digits, _ and -'),
    /** `rate(…)` or `cron(…)`, as EventBridge Scheduler takes it. */
    expression: textLike(/^(rate|cron)\(.+\)$/, 'rate(…) or cron(…), as EventBridge Scheduler takes it'),
    subjects: z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(50)),
    ...watchOfPeers,
  }),
);

const evidence = z.strictObject({
  retentionDays: z._default(wholeNumber(1, 36_500), 365),
  lockMode: z._default(z.enum(['GOVERNANCE', 'COMPLIANCE']), 'GOVERNANCE'),
});

const securityHub = z.strictObject({
  /** Findings that get a note when their case is closed, with its grade and where the evidence lies: none, those that came
   * through Security Hub, or also the copy that Security Hub keeps of a GuardDuty finding. Monitor mode writes none. */
  notes: z._default(z.enum(['never', 'received', 'received-and-guardduty']), 'received'),
});

const emptyObject = () => ({});

/** The one policy document, as written: every member has a default, unknown members are refused. */
export const policySchema = z.strictObject({
  version: z._default(z.literal(1), 1),
  triggers: z.prefault(triggers, emptyObject),
  capture: z.prefault(capture, emptyObject),
  flowLogs: z.prefault(flowLogs, emptyObject),
  schedules: z._default(schedules, []),
  accounts: z.prefault(accounts, emptyObject),
  evidence: z.prefault(evidence, emptyObject),
  securityHub: z.prefault(securityHub, emptyObject),
});

/** The policy with every default filled in. */
export type Policy = z.output<typeof policySchema>;
