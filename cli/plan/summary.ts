import { visible } from '../../functions/lib/domain/visible-text.ts';
import { table } from '../render/table.ts';
import type { PlanEntry } from './schema/plan-entry.ts';

const counted = (groups: Partial<Record<string, readonly PlanEntry[]>>): readonly (readonly [string, number])[] =>
  Object.entries(groups)
    .map(([name, entries]): readonly [string, number] => [name, entries?.length ?? 0])
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

/** Reasons differ in numbers and names; what is counted is their kind. */
const kindOf = ({ outcome, reason }: PlanEntry): string =>
  outcome === 'capture'
    ? 'filters were made'
    : visible(reason.replace(/"[^"]*"/g, '"…"').replace(/\d+(\.\d+)?/g, 'n'), 90);

/** Totals by outcome, and by outcome and reason. */
export const planSummary = (entries: readonly PlanEntry[], width: number): string => {
  const outcomes = counted(Object.groupBy(entries, ({ outcome }) => outcome));
  const reasons = counted(Object.groupBy(entries, (entry) => `${entry.outcome}\t${kindOf(entry)}`));
  const filters = entries.reduce((sum, entry) => sum + (entry.outcome === 'capture' ? entry.filters.length : 0), 0);
  const held = entries.reduce((sum, entry) => sum + (entry.held ? entry.filters.length : 0), 0);
  const waiting = held > 0 ? `; ${held} more for events that policy holds back, not captured` : '';
  const total = `${entries.length} events: ${outcomes.map(([name, count]) => `${count} ${name}`).join(', ')}; ${filters} filters${waiting}\n`;
  const rows = reasons.map(([name, count]) => {
    const [outcome = '', reason = ''] = name.split('\t');
    return [String(count), outcome, reason];
  });
  return total + table([{ title: 'events', align: 'right' }, { title: 'outcome' }, { title: 'reason' }], rows, width);
};
