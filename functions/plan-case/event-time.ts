import { parseTimeMs } from '../lib/triggers/values.ts';

/** When the trigger's event happened, by its envelope's `time` or a schedule's `scheduledTime`; undefined where it does not
 * say. Only recorded: nothing is decided by it. */
export const eventTimeMs = (trigger: unknown): number | undefined => {
  if (typeof trigger !== 'object' || trigger === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(trigger));
  const time = members.get('time') ?? members.get('scheduledTime');
  return typeof time === 'string' ? parseTimeMs(time) : undefined;
};
