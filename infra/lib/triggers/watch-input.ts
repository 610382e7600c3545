import type { Policy } from '../../../functions/lib/policy/policy.ts';

/** What a named watch starts `respond` with. EventBridge Scheduler writes the time it was due in place of the placeholder,
 * so that a delayed or repeated invocation tells itself from the next one. */
export const watchInput = (watch: Policy['schedules'][number]): string => {
  const { name, subjects, peers, ports, protocols } = watch;
  const scheduledTime = '<aws.scheduler.scheduled-time>';
  return JSON.stringify({ source: 'schedule', watch: name, scheduledTime, subjects, peers, ports, protocols });
};
