import type { Lead, TriggerReading } from '../domain/lead.ts';
import { asLead, leadFrom } from './finding-facts.ts';
import { newIssues } from './issues.ts';
import { visible } from './visible.ts';

const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.flatMap((ms) => ms ?? []);
  return known.length > 0 ? Math.min(...known) : undefined;
};

const latest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.flatMap((ms) => ms ?? []);
  return known.length > 0 ? Math.max(...known) : undefined;
};

const mergeLeads = (first: Lead, others: readonly Lead[], notes: readonly string[]): Lead => {
  const all = [first, ...others];
  const issues = newIssues();
  for (const note of [...all.flatMap((lead) => lead.notes), ...notes]) issues.note(note);
  const merged = {
    ...first,
    severity: Math.max(...all.map(({ severity }) => severity)),
    firstSeenMs: earliest(all.map(({ firstSeenMs }) => firstSeenMs)),
    lastSeenMs: latest(all.map(({ lastSeenMs }) => lastSeenMs)),
    drill: all.every(({ drill }) => drill),
    archived: all.every(({ archived }) => archived),
  };
  const subjects = all.flatMap((lead) => lead.subjects);
  const tuples = all.flatMap((lead) =>
    lead.tuples.map((tuple) => ({ lastSeenMs: lead.lastSeenMs, severity: lead.severity, ...tuple })),
  );
  return leadFrom(merged, { subjects, tuples }, issues);
};

const placeOf = ({ lead }: TriggerReading): string => JSON.stringify([lead?.account, lead?.region]);

const described = (reading: TriggerReading): string =>
  reading.outcome === 'lead' ? `beside it: ${visible(reading.lead.type)}` : `${reading.outcome}: ${reading.reason}`;

const mergeGroup = (group: readonly TriggerReading[]): TriggerReading | undefined => {
  const found = group.filter((reading) => reading.outcome === 'lead');
  const leads = found.map(({ lead }) => lead);
  const [first, ...others] = leads.toSorted((a, b) => Number(a.drill) - Number(b.drill));
  const rest = group.filter(({ outcome }) => outcome !== 'lead').map(described);
  if (first !== undefined)
    return asLead(
      mergeLeads(first, others, rest),
      found.flatMap(({ problems = [] }) => problems),
    );
  return group.find(({ outcome }) => outcome === 'refused') ?? group[0];
};

/** One reading for each account and Region out of several that belong together: its lead holds every subject and tuple.
 * The first real finding gives the key, so that the findings' own cases are joined. */
export const mergeByPlace = (readings: readonly TriggerReading[]): readonly TriggerReading[] => {
  const places = [...new Set(readings.map(placeOf))];
  return places.flatMap((place) => mergeGroup(readings.filter((reading) => placeOf(reading) === place)) ?? []);
};

const withNotes = (reading: TriggerReading, notes: readonly string[]): TriggerReading => {
  if (reading.lead === undefined || notes.length === 0) return reading;
  const issues = newIssues();
  for (const note of [...reading.lead.notes, ...notes]) issues.note(note);
  return { ...reading, lead: leadFrom(reading.lead, reading.lead, issues) };
};

const worth = ({ outcome, lead }: TriggerReading): number =>
  (outcome === 'lead' ? 100 : outcome === 'refused' ? 50 : 0) + (lead?.drill ? 0 : 20) + (lead?.severity ?? 0);

/** The one reading that a case is made from: the most severe lead, else a refusal, else the first. The others become
 * notes of its lead, so that none is lost in silence. */
export const onlyReading = (readings: readonly TriggerReading[]): TriggerReading => {
  const [best, ...others] = readings.toSorted((a, b) => worth(b) - worth(a));
  if (best === undefined) return { outcome: 'ignored', reason: 'holds no finding' };
  return withNotes(
    best,
    others.map((other) => `not part of this case: ${described(other)}`),
  );
};
