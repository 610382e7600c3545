import { caseIdFrom } from '../domain/ids.ts';
import type { Lead, Problem, TriggerReading } from '../domain/lead.ts';
import type { Policy } from '../policy/policy.ts';
import { applyAlarmPolicy } from '../triggers/apply-alarm-policy.ts';
import { triage, withoutExcluded } from '../triggers/triage.ts';

/** What is to become of a trigger, before the network is looked at. */
export interface Decided {
  readonly outcome: 'capture' | 'refused' | 'ignored';
  readonly reason: string;
  /** Why it is refused; of what is not, what could not be read and was left open. */
  readonly problems: readonly Problem[];
  readonly lead?: Lead;
  /** Ignored although it could be captured: policy holds it back (severity, a drill, monitor mode). A plan can be made. */
  readonly held: boolean;
}

const problemsOf = (reading: TriggerReading): readonly Problem[] =>
  reading.outcome === 'ignored' ? [] : (reading.problems ?? []);

const ignored = (reason: string, lead: Lead | undefined, held = false): Decided => ({
  outcome: 'ignored',
  reason,
  problems: [],
  ...(lead ? { lead } : {}),
  held,
});

const MONITOR = 'monitor mode: capture.mode of the policy is "monitor"';

const decideLead = (reading: TriggerReading, lead: Lead, policy: Policy, nowMs: number | undefined): Decided => {
  const answer = triage(lead, policy, { reading, ...(nowMs === undefined ? {} : { nowMs }) });
  const wanted = withoutExcluded(lead, policy);
  const problems = problemsOf(reading);
  if (answer.outcome === 'ignored') return { ...ignored(answer.reason, wanted, reading.outcome === 'lead'), problems };
  if (policy.capture.mode === 'monitor') return { ...ignored(MONITOR, wanted, true), problems };
  return { outcome: 'capture', reason: `${lead.source} trigger`, problems, lead: wanted, held: false };
};

/** Decides by policy what becomes of a reading.
 * @param nowMs absent while planning over archives: nothing is then too old */
export const decideTrigger = (read: TriggerReading, policy: Policy, nowMs?: number): Decided => {
  const reading = applyAlarmPolicy(read, policy);
  if (reading.outcome === 'refused') {
    const { reason, problems, lead } = reading;
    return { outcome: 'refused', reason, problems, ...(lead ? { lead } : {}), held: false };
  }
  return reading.lead === undefined
    ? ignored(reading.outcome === 'ignored' ? reading.reason : '', undefined)
    : decideLead(reading, reading.lead, policy, nowMs);
};

/** The case that a trigger belongs to: by what it is about, however it reached us; a trigger that says nothing, by its
 * own bytes.
 * @param executionArn absent while planning: each execution of a request is a case of its own */
export const caseIdOf = ({ lead }: Decided, rawSha256: string, executionArn?: string): string => {
  if (!lead) return caseIdFrom(['raw', rawSha256]);
  const own = lead.perExecution && executionArn !== undefined ? ['execution', executionArn] : [];
  return caseIdFrom([...lead.key, ...own]);
};
