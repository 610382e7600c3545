import { parseTimeMs } from '../lib/triggers/values.ts';

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);

/** When the trigger's event happened, by its envelope's `time` or a schedule's `scheduledTime`, also where a person hands
 * the event over; undefined where it does not say. Only recorded: nothing is decided by it. */
export const eventTimeMs = (trigger: unknown): number | undefined => {
  const outer = membersOf(trigger);
  const inner = outer.get('source') === 'manual' ? membersOf(outer.get('event')) : outer;
  const time = inner.get('time') ?? inner.get('scheduledTime');
  return typeof time === 'string' ? parseTimeMs(time) : undefined;
};
