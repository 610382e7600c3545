import type { Problem } from '../../../functions/lib/domain/lead.ts';
import type { Config } from './config.ts';
import { parameterLimits, policyText, policyTextBytes } from './policy-text.ts';
import { scheduleProblems } from './schedule-check.ts';

type Check = (config: Config) => readonly Problem[];

const when = (broken: boolean, path: string, problem: string, allowed: string): readonly Problem[] =>
  broken ? [{ path, problem, allowed }] : [];

const partOf = (arn: string, index: number): string => arn.split(':')[index] ?? '';
const regionOf = (arn: string): string => partOf(arn, 3);
const accountOf = (arn: string): string => partOf(arn, 4);

const knownAccounts = ({ account, policy }: Config): readonly string[] =>
  account === undefined ? policy.accounts.members : [account, ...policy.accounts.members];

const accountList = (config: Config): string =>
  config.account === undefined
    ? 'an account of policy.accounts.members, or set account to the one deployed to'
    : 'account, or an account of policy.accounts.members';

const outsider = (config: Config, path: string, account: string): readonly Problem[] =>
  when(!knownAccounts(config).includes(account), path, `of account ${account}`, accountList(config));

/** No Regions in the policy means all of them. */
const elsewhere = ({ region: home, policy }: Config, path: string, region: string): readonly Problem[] =>
  when(
    home !== undefined && policy.accounts.regions.length > 0 && ![home, ...policy.accounts.regions].includes(region),
    path,
    `in Region ${region}`,
    'region, or a Region of policy.accounts.regions',
  );

const firewall = (config: Config, path: string, arn: string): readonly Problem[] => [
  ...outsider(config, path, accountOf(arn)),
  ...elsewhere(config, path, regionOf(arn)),
];

const firewalls: Check = (config) => [
  ...config.firewallArns.flatMap((arn, index) => firewall(config, `firewallArns[${index}]`, arn)),
  ...config.policy.capture.firewallOverrides.flatMap(({ firewallArn, vpcId, subnetId }, index) => {
    const path = `policy.capture.firewallOverrides[${index}]`;
    return [
      ...firewall(config, `${path}.firewallArn`, firewallArn),
      ...when(vpcId === undefined && subnetId === undefined, path, 'without a network', 'a vpcId or a subnetId'),
      ...when(
        config.firewallArns.length > 0 && !config.firewallArns.includes(firewallArn),
        `${path}.firewallArn`,
        'not permitted',
        'a firewall of firewallArns, or firewallArns empty',
      ),
    ];
  }),
];

const triggerAccounts: Check = (config) =>
  config.policy.triggers.accounts.flatMap((account, index) =>
    outsider(config, `policy.triggers.accounts[${index}]`, account),
  );

const sources: Check = ({ policy: { triggers, schedules } }) => [
  ...when(
    triggers.alarms.length > 0 && !triggers.sources.includes('cloudwatch-alarm'),
    'policy.triggers.alarms',
    'without effect',
    'alarms only while policy.triggers.sources has cloudwatch-alarm',
  ),
  ...when(
    schedules.length > 0 && !triggers.sources.includes('schedule'),
    'policy.schedules',
    'without effect',
    'schedules only while policy.triggers.sources has schedule',
  ),
];

const members: Check = ({ policy: { accounts } }) =>
  when(
    accounts.members.length > 0 && accounts.externalId === undefined,
    'policy.accounts.externalId',
    'missing',
    'a value while policy.accounts.members is not empty',
  );

/** Flow logs write to CloudWatch Logs and to a delivery stream only from the destination's own account, through a role
 * of that account (VPC user guide, flow logs). */
const destination: Check = (config) => {
  const path = 'policy.flowLogs.destination';
  const { destination: to } = config.policy.flowLogs;
  const memberCount = config.policy.accounts.members.length;
  const alone = when(to.type !== 's3' && memberCount > 0, `${path}.type`, 'not usable', 's3 while there are members');
  if (to.type === 's3') return [];
  if (to.type === 'kinesis-data-firehose')
    return [...alone, ...firewall(config, `${path}.deliveryStreamArn`, to.deliveryStreamArn)];
  const { logGroupArn: group, deliverLogsPermissionArn: role } = to;
  return [
    ...alone,
    ...when(group === undefined && role !== undefined, `${path}.logGroupArn`, 'missing', 'both ARNs, or neither'),
    ...when(
      group !== undefined && role === undefined,
      `${path}.deliverLogsPermissionArn`,
      'missing',
      'both ARNs, or neither',
    ),
    ...(group === undefined ? [] : firewall(config, `${path}.logGroupArn`, group)),
    ...(role === undefined ? [] : outsider(config, `${path}.deliverLogsPermissionArn`, accountOf(role))),
  ];
};

/** Results live twelve hours, and so does an execution (StartFlowCapture and DescribeFlowOperation, user guide). */
const twelveHours: Check = ({ policy: { capture } }) =>
  when(
    (capture.rounds - 1) * capture.roundIntervalSeconds + capture.deadlineMinutes * 60 > 42_000,
    'policy.capture.rounds',
    'too large',
    'rounds that end, with the last deadline, within 42000 seconds',
  );

const parameter: Check = ({ policy }) => [
  ...when(
    policyTextBytes(policy) > parameterLimits.advancedBytes,
    'policy',
    'too large',
    `at most ${parameterLimits.advancedBytes} bytes with every default written out`,
  ),
  ...when(policyText(policy).includes('{{'), 'policy', 'not allowed', 'text without {{, which Systems Manager refuses'),
];

const checks: readonly Check[] = [
  firewalls,
  triggerAccounts,
  sources,
  scheduleProblems,
  members,
  destination,
  twelveHours,
  parameter,
];

/** What no single member can tell: accounts, Regions, destinations and limits that must fit each other. */
export const crossCheck: Check = (config) => checks.flatMap((check) => check(config));
