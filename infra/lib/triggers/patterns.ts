import { noteMarks } from '../../../functions/lib/domain/hub-finding.ts';
import type { Policy } from '../../../functions/lib/policy/policy.ts';
import { caseEvents } from '../names.ts';
import { alarmNameGroups } from './alarm-names.ts';
import { bandsFrom } from './severity-bands.ts';

/** An EventBridge pattern, in its JSON form. */
export type EventPattern = Readonly<Record<string, unknown>>;

export interface RulePattern {
  /** Last part of the rule's name. */
  readonly id: string;
  readonly description: string;
  readonly pattern: EventPattern;
}

const guardDuty = ({ triggers }: Policy): RulePattern => ({
  id: 'guardduty',
  description: `GuardDuty findings of severity ${triggers.minimumSeverity} and above.`,
  pattern: {
    source: ['aws.guardduty'],
    'detail-type': ['GuardDuty Finding'],
    detail: { severity: [{ numeric: ['>=', triggers.minimumSeverity] }] },
  },
});

const absent = [{ exists: false }];

/** A finding that we have written to comes round again as imported: its mark keeps it out. */
const securityHubImported = ({ triggers }: Policy): RulePattern => ({
  id: 'security-hub-imported',
  description: 'Security Hub findings (ASFF) that are active, unresolved, severe enough and not written to by us.',
  pattern: {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        RecordState: ['ACTIVE'],
        Workflow: { Status: ['NEW', 'NOTIFIED'] },
        Severity: { Label: bandsFrom(triggers.minimumSeverity).map(({ label }) => label) },
        $or: [{ Note: { UpdatedBy: absent } }, { Note: { UpdatedBy: [{ 'anything-but': [noteMarks.author] }] } }],
      },
    },
  },
});

/** OCSF 2004 is a detection finding; status 1 is new, 2 in progress. */
const securityHubV2 = ({ triggers }: Policy): RulePattern => ({
  id: 'security-hub-v2',
  description: 'Security Hub detection findings (OCSF) that are open, severe enough and not written to by us.',
  pattern: {
    source: ['aws.securityhub'],
    'detail-type': ['Findings Imported V2'],
    detail: {
      findings: {
        class_uid: [2004],
        status_id: [1, 2],
        severity_id: bandsFrom(triggers.minimumSeverity).flatMap(({ ids }) => ids),
        $or: [{ comment: absent }, { comment: [{ 'anything-but': { prefix: noteMarks.prefix } }] }],
      },
    },
  },
});

/** An analyst chose the findings by hand, so severity does not matter. The action's id may hold no hyphen. */
const securityHubAction = (name: string): RulePattern => ({
  id: 'security-hub-action',
  description: 'Security Hub custom action: findings that an analyst sent here.',
  pattern: {
    source: ['aws.securityhub'],
    'detail-type': ['Security Hub Findings - Custom Action'],
    resources: [{ suffix: `:action/custom/${name.replaceAll('-', '')}` }],
  },
});

const alarmRules = (names: readonly string[], state: 'ALARM' | 'OK'): readonly RulePattern[] =>
  alarmNameGroups(names).map((alarmName, index) => ({
    id: `alarm-${state.toLowerCase()}-${index + 1}`,
    description: `CloudWatch alarms of the policy that turn to ${state}.`,
    pattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
      detail: { alarmName, state: { value: [state] } },
    },
  }));

const alarms = ({ triggers }: Policy): readonly RulePattern[] => [
  ...alarmRules(
    triggers.alarms.map(({ name }) => name),
    'ALARM',
  ),
  ...alarmRules(
    triggers.alarms.filter(({ retireFlowLogsOnOk }) => retireFlowLogsOnOk).map(({ name }) => name),
    'OK',
  ),
];

const otherProducers: RulePattern = {
  id: 'other-producers',
  description:
    'Triggers that other producers put on the bus: requests and Network Firewall alerts. Never our own events.',
  pattern: { source: [caseEvents.source], 'detail-type': [{ 'anything-but': [caseEvents.closed] }] },
};

/** The rules that start a case, for the sources that the policy names. */
export const triggerRules = (name: string, policy: Policy): readonly RulePattern[] => {
  const has = (source: Policy['triggers']['sources'][number]): boolean => policy.triggers.sources.includes(source);
  return [
    ...(has('guardduty') ? [guardDuty(policy)] : []),
    ...(has('security-hub') ? [securityHubImported(policy), securityHubV2(policy), securityHubAction(name)] : []),
    ...(has('cloudwatch-alarm') ? alarms(policy) : []),
    ...(has('manual') || has('firewall-alert') ? [otherProducers] : []),
  ];
};
