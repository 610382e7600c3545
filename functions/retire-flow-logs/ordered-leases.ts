import type { TimelineEntry } from '../lib/domain/case.ts';
import type { FlowLogLease } from '../lib/domain/flow-log.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { LeaseChange } from './contract.ts';

export interface OrderedLeasesDeps {
  readonly cases: Pick<CaseStore, 'addTimeline' | 'listTimeline' | 'listFlowLogs'>;
  readonly leases: LeaseStore;
}

/** The leases that an order is about: the flow log's own, or those of the case, ended ones included. */
export const orderedLeases = async (
  { cases, leases }: OrderedLeasesDeps,
  named: string,
): Promise<readonly FlowLogLease[]> => {
  if (named.startsWith('fl-')) return [await leases.find(named)].filter((lease) => lease !== undefined);
  const recorded = (await cases.listFlowLogs(named)).flatMap(({ flowLogId }) => flowLogId ?? []);
  const adopted = (await leases.listOpen()).filter(({ caseIds }) => caseIds.includes(named));
  const ids = new Set([...recorded, ...adopted.map(({ flowLogId }) => flowLogId)]);
  const found = await Promise.all([...ids].map((id) => leases.find(id)));
  return found.filter((lease) => lease !== undefined);
};

/** A lease and what became of it. */
export const changeOf = (
  { flowLogId, resourceId, untilMs }: FlowLogLease,
  outcome: LeaseChange['outcome'],
  reason: string,
): LeaseChange => ({ flowLogId, resourceId, outcome, until: new Date(untilMs).toISOString(), reason });

/** Writes an order's line in a case's timeline, once for each execution however often its step runs. */
export const tellOnce = async (
  { cases }: OrderedLeasesDeps,
  caseId: string,
  line: Omit<TimelineEntry, 'actor'> & { readonly details: { readonly flowLogId: string; readonly execution: string } },
): Promise<void> => {
  const { what, details } = line;
  const told = (await cases.listTimeline(caseId)).some(
    (known) =>
      known.what === what &&
      known.details?.execution === details.execution &&
      known.details.flowLogId === details.flowLogId,
  );
  if (!told) await cases.addTimeline(caseId, { ...line, actor: 'retire-flow-logs' });
};
