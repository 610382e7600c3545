import type { Lead, TriggerReading } from '../domain/lead.ts';
import { subjectsOfDimensions } from './alarm-dimensions.ts';
import { placeOfArn } from './aws-ids.ts';
import { type AlarmForm, isAlarm, readAlarmForm } from './cloudwatch-alarm-forms.ts';
import { leadFrom, readPlace } from './finding-facts.ts';
import { type Issues, newIssues } from './issues.ts';
import { type JsonNode, textOf } from './json-node.ts';
import type { TriggerReader } from './trigger-reader.ts';
import { visible } from './visible.ts';

/** One episode of an alarm is one case: its identity and when it rang, which the return to OK names as well. */
const keyOf = (form: AlarmForm, place: { readonly account?: string; readonly region?: string }): readonly string[] => {
  const rangAtMs = form.state === 'alarm' ? form.sinceMs : form.previousSinceMs;
  const id = form.arn ?? JSON.stringify([place.account, place.region, textOf(form.name)]);
  return ['cloudwatch-alarm', id, String(rangAtMs ?? ''), form.contributorId ?? ''];
};

/** An alarm event is CloudWatch's own: its ARN tells account and Region, before the members around it. */
const placeFor = (form: AlarmForm, issues: Issues) => {
  const own = placeOfArn(form.arn);
  const told = readPlace(form.account, form.region, issues);
  return { account: own.account ?? told.account, region: own.region ?? told.region };
};

const leadOf = (form: AlarmForm): Lead => {
  const issues = newIssues();
  const place = placeFor(form, issues);
  const { subjects, notes } = subjectsOfDimensions(form.dimensions);
  for (const note of notes) issues.note(note);
  if (form.childAlarmArns.length > 0)
    issues.note(`a composite alarm: ${form.childAlarmArns.length} child alarm(s) name the resources`);
  const facts = {
    source: 'cloudwatch-alarm' as const,
    key: keyOf(form, place),
    perExecution: form.sinceMs === undefined,
    type: textOf(form.name) ?? '',
    severity: 0,
    ...place,
    firstSeenMs: form.sinceMs,
    lastSeenMs: form.sinceMs,
    drill: false,
    archived: false,
    alarm: { state: form.state.toUpperCase(), childAlarmArns: form.childAlarmArns },
  };
  return { ...leadFrom(facts, { subjects, tuples: [] }, issues), alarm: facts.alarm };
};

const ALLOWED_STATES = 'ALARM, OK or INSUFFICIENT_DATA';

/** Reads one change of an alarm's state. An alarm has no peer: its lead has no tuples until policy supplies them. */
export const readAlarm = (value: JsonNode): TriggerReading => {
  const form = readAlarmForm(value);
  const lead = leadOf(form);
  const ignored = (reason: string): TriggerReading => ({ outcome: 'ignored', reason, lead });
  if (form.state === 'ok') return ignored('the alarm returned to OK');
  if (form.state === 'insufficient_data') return ignored('the alarm has insufficient data');
  if (form.state !== 'alarm') {
    const problem = { path: form.stateNode.path, problem: 'is not a state', allowed: ALLOWED_STATES };
    return { outcome: 'refused', reason: `${problem.path} ${problem.problem}`, problems: [problem], lead };
  }
  return form.mutedBy === undefined ? { outcome: 'lead', lead } : ignored(`muted: ${visible(form.mutedBy)}`);
};

/** Amazon CloudWatch alarms. */
export const alarmReader: TriggerReader = {
  source: 'cloudwatch-alarm',
  recognises: isAlarm,
  read: (value) => [readAlarm(value)],
};
