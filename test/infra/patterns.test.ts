import { describe, expect, it } from 'vitest';
import { CASE_CLOSED_DETAIL_TYPE, CASE_EVENT_SOURCE } from '../../functions/lib/adapters/eventbridge-case-events.ts';
import { parseConfig } from '../../infra/lib/config/config.ts';
import { caseEvents } from '../../infra/lib/names.ts';
import { triggerRules } from '../../infra/lib/triggers/patterns.ts';
import { matches } from './support/event-pattern.ts';

const rulesFor = (triggers: object, name = 'flowtrap') =>
  triggerRules(name, parseConfig({ policy: { triggers } }).policy);

/** Ids of the rules that an event starts. */
const startedBy = (event: object, triggers: object = {}, name?: string): readonly string[] =>
  rulesFor(triggers, name)
    .filter(({ pattern }) => matches(pattern, event))
    .map(({ id }) => id);

const guardDuty = (severity: number) => ({
  source: 'aws.guardduty',
  'detail-type': 'GuardDuty Finding',
  detail: { severity, service: { archived: false } },
});

const asff = (finding: object = {}, type = 'Imported') => ({
  source: 'aws.securityhub',
  'detail-type': `Security Hub Findings - ${type}`,
  resources: ['arn:aws:securityhub:eu-west-1:111122223333:action/custom/flowtrap'],
  detail: {
    findings: [
      { RecordState: 'ACTIVE', Workflow: { Status: 'NEW' }, Severity: { Label: 'HIGH', Normalized: 70 }, ...finding },
    ],
  },
});

const ocsf = (finding: object = {}) => ({
  source: 'aws.securityhub',
  'detail-type': 'Findings Imported V2',
  detail: { findings: [{ class_uid: 2004, status_id: 1, severity_id: 4, ...finding }] },
});

const alarm = (alarmName: string, value: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName, state: { value } },
});

describe('the rule for GuardDuty', () => {
  it.each([
    [6.9, 7, []],
    [7, 7, ['guardduty']],
    [8.5, 7, ['guardduty']],
    [4, 4, ['guardduty']],
    [0.5, 0, ['guardduty']],
  ])('takes severity %d at a minimum of %d as %j', (severity, minimumSeverity, started) => {
    expect(startedBy(guardDuty(severity), { minimumSeverity })).toEqual(started);
  });

  it('does not exist when the policy does not name the source', () => {
    expect(startedBy(guardDuty(9), { sources: ['manual'] })).toEqual([]);
  });
});

describe('the rules for Security Hub', () => {
  it.each([
    ['a new severe finding', {}, 1],
    ['a finding that is being worked on', { Workflow: { Status: 'NOTIFIED' } }, 1],
    ['a finding with somebody else’s note', { Note: { UpdatedBy: 'analyst' } }, 1],
    ['a finding that we wrote to', { Note: { UpdatedBy: 'flowtrap' } }, 0],
    ['a resolved finding', { Workflow: { Status: 'RESOLVED' } }, 0],
    ['a suppressed finding', { Workflow: { Status: 'SUPPRESSED' } }, 0],
    ['an archived finding', { RecordState: 'ARCHIVED' }, 0],
    ['a medium finding', { Severity: { Label: 'MEDIUM' } }, 0],
    ['a critical finding', { Severity: { Label: 'CRITICAL' } }, 1],
  ])('start %s (ASFF) as told', (_, finding, count) => {
    expect(startedBy(asff(finding))).toHaveLength(count);
  });

  it.each([
    ['a new severe detection', {}, 1],
    ['a detection in progress', { status_id: 2 }, 1],
    ['a detection with a comment of another', { comment: 'looked at it' }, 1],
    ['a detection that we wrote to', { comment: 'Flowtrap case c-0: COMPLETE' }, 0],
    ['a resolved detection', { status_id: 4 }, 0],
    ['a medium detection', { severity_id: 3 }, 0],
    ['a fatal detection', { severity_id: 6 }, 1],
    ['a vulnerability', { class_uid: 2002 }, 0],
  ])('start %s (OCSF) as told', (_, finding, count) => {
    expect(startedBy(ocsf(finding))).toHaveLength(count);
  });

  it('take whole bands, so that no finding at the minimum is lost', () => {
    const medium = asff({ Severity: { Label: 'MEDIUM' } });

    expect(startedBy(medium, { minimumSeverity: 6.9 })).toHaveLength(1);
    expect(startedBy(medium, { minimumSeverity: 7 })).toHaveLength(0);
  });

  it('take a custom action of our own name, whatever the severity', () => {
    const low = asff({ Severity: { Label: 'LOW' } }, 'Custom Action');

    expect(startedBy(low)).toEqual(['security-hub-action']);
    expect(startedBy(low, {}, 'another')).toEqual([]);
  });
});

describe('the rules for alarms', () => {
  const alarms = [{ name: 'egress-*' }, { name: 'exact', retireFlowLogsOnOk: true }];

  it.each([
    ['egress-eu', 'ALARM', ['alarm-alarm-1']],
    ['exact', 'ALARM', ['alarm-alarm-1']],
    ['exact-not', 'ALARM', []],
    ['egress-eu', 'OK', []],
    ['exact', 'OK', ['alarm-ok-1']],
    ['exact', 'INSUFFICIENT_DATA', []],
  ])('take %s turning to %s as %j', (name, state, started) => {
    expect(startedBy(alarm(name, state), { alarms })).toEqual(started);
  });

  it('do not exist without alarms in the policy', () => {
    expect(rulesFor({}).filter(({ id }) => id.startsWith('alarm-'))).toEqual([]);
  });

  it('are as many as the names need, each within the size of a pattern', () => {
    const names = Array.from({ length: 20 }, (_, index) => `${'long'.repeat(50)}-${index}`);
    const rules = rulesFor({ alarms: names.map((name) => ({ name })) }).filter(({ id }) => id.startsWith('alarm-'));

    expect(rules.length).toBeGreaterThan(2);
    for (const { pattern } of rules) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
    for (const name of names)
      expect(rules.filter(({ pattern }) => matches(pattern, alarm(name, 'ALARM')))).toHaveLength(1);
  });

  it('take a backslash in a name as itself', () => {
    expect(startedBy(alarm('a\\b-1', 'ALARM'), { alarms: [{ name: 'a\\b-*' }] })).toEqual(['alarm-alarm-1']);
  });
});

describe('the rule for other producers', () => {
  it('takes a request and never our own events', () => {
    expect(startedBy({ source: 'flowtrap', 'detail-type': 'Capture Requested', detail: {} })).toEqual([
      'other-producers',
    ]);
    expect(startedBy({ source: CASE_EVENT_SOURCE, 'detail-type': CASE_CLOSED_DETAIL_TYPE, detail: {} })).toEqual([]);
    expect(caseEvents).toEqual({ source: CASE_EVENT_SOURCE, closed: CASE_CLOSED_DETAIL_TYPE });
  });
});

describe('every trigger', () => {
  it('starts at most one rule, and no other source starts any', () => {
    for (const event of [guardDuty(9), asff(), ocsf(), asff({}, 'Custom Action')])
      expect(startedBy(event)).toHaveLength(1);
    for (const source of ['aws.health', 'aws.states', 'somebody', 'aws.network-firewall'])
      expect(startedBy({ ...guardDuty(9), source })).toEqual([]);
  });

  it('stays within the size of a pattern', () => {
    for (const { pattern } of rulesFor({})) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
  });
});
