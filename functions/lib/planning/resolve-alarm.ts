import type { AccountRegion } from '../domain/account-region.ts';
import { alarmsInRule } from '../domain/alarm-rule.ts';
import type { Lead } from '../domain/lead.ts';
import type { AlarmReader, DescribedAlarm } from '../ports/alarm-reader.ts';
import { subjectsOfDimensions } from '../triggers/alarm-dimensions.ts';
import { alarmOfArn } from '../triggers/aws-ids.ts';
import { listed } from '../triggers/issues.ts';
import { visible } from '../triggers/visible.ts';

/** As many as CloudWatch describes in one call, and lets one composite alarm name. */
const MAX_ALARMS = 100;
/** Composite alarms over composite alarms, the lead's own included. */
const MAX_DEPTH = 5;

/** Children of one composite alarm. */
interface Children {
  readonly names: readonly string[];
  /** The trigger itself says that these rang: their state now does not matter. */
  readonly rang: boolean;
}

interface Search {
  readonly alarms: AlarmReader;
  readonly where: AccountRegion;
  readonly seen: Set<string>;
  readonly notes: string[];
}

/** Names of alarms of this account and Region: a rule may give names or ARNs, and knows no others. */
const namesHere = ({ where, notes }: Search, texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => {
    const { name, account, region } = alarmOfArn(text) ?? { name: text, ...where };
    if (account === where.account && region === where.region) return [name];
    notes.push(`child alarm ${visible(text)} is left out: it is not in ${where.account}/${where.region}`);
    return [];
  });

const fresh = ({ seen, notes }: Search, names: readonly string[]): readonly string[] => {
  const unseen = [...new Set(names)].filter((name) => !seen.has(name));
  const taken = unseen.slice(0, MAX_ALARMS - seen.size);
  for (const name of taken) seen.add(name);
  const left = unseen.length - taken.length;
  if (left > 0) notes.push(`${left} child alarm(s) are left out: at most ${MAX_ALARMS} are read`);
  return taken;
};

/** Those that ring now; all of them where none does, since they may have changed since the trigger. */
const ringing = (alarms: readonly DescribedAlarm[]): readonly DescribedAlarm[] => {
  const loud = alarms.filter(({ state }) => state === 'ALARM');
  return loud.length > 0 ? loud : alarms;
};

const describeChildren = async (search: Search, wave: readonly Children[]): Promise<readonly DescribedAlarm[]> => {
  const { alarms, where, notes } = search;
  const groups = wave.map(({ names, rang }) => ({ names: fresh(search, namesHere(search, names)), rang }));
  const wanted = groups.flatMap(({ names }) => names);
  if (wanted.length === 0) return [];
  const answer = await alarms.describe(where, wanted);
  if (answer.unread !== undefined) notes.push(`child alarms could not be read: ${answer.unread}`);
  const byName = new Map(answer.alarms.map((alarm) => [alarm.name, alarm]));
  for (const name of answer.unread === undefined ? wanted : [])
    if (!byName.has(name)) notes.push(`child alarm ${visible(name)} does not exist`);
  return groups.flatMap(({ names, rang }) => {
    const found = names.flatMap((name) => byName.get(name) ?? []);
    return rang ? found : ringing(found);
  });
};

const dimensionsBelow = async (
  search: Search,
  first: Children,
): Promise<readonly DescribedAlarm['dimensions'][number][]> => {
  const dimensions: DescribedAlarm['dimensions'][number][] = [];
  let wave: readonly Children[] = [first];
  for (let depth = 1; wave.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      search.notes.push(`composite alarms more than ${MAX_DEPTH} deep are not read`);
      break;
    }
    const found = await describeChildren(search, wave);
    dimensions.push(...found.flatMap((alarm) => alarm.dimensions));
    wave = found.flatMap(({ rule }) => (rule === undefined ? [] : [{ names: alarmsInRule(rule), rang: false }]));
  }
  return dimensions;
};

/** Gives a composite alarm's lead the resources that its children's metrics name. Children that are composite alarms
 * themselves are followed, each alarm once, so a cycle ends; what is left out is noted. Other leads pass through. */
export const resolveAlarm = async (lead: Lead, alarms: AlarmReader): Promise<Lead> => {
  const { childAlarmArns = [] } = lead.alarm ?? {};
  const first = alarmOfArn(childAlarmArns[0]);
  if (first === undefined) return lead;
  const { account, region } = first;
  const search: Search = { alarms, where: { account, region }, seen: new Set(), notes: [] };
  const found = subjectsOfDimensions(await dimensionsBelow(search, { names: childAlarmArns, rang: true }));
  const subjects = new Map([...lead.subjects, ...found.subjects].map((one) => [JSON.stringify(one), one]));
  const nobody = subjects.size === 0 ? ['no child alarm names a resource in a VPC'] : [];
  const notes = [...lead.notes, ...listed([...search.notes, ...found.notes, ...nobody])];
  return { ...lead, subjects: [...subjects.values()], notes };
};
