import type { FlowLogDescription, FlowLogLease } from '../lib/domain/flow-log.ts';
import { isSufficient, shortfall } from '../lib/domain/flow-log-coverage.ts';
import { extendLease, isExtendable } from '../lib/domain/flow-log-lease.ts';
import { ownerOf } from '../lib/domain/flow-log-tags.ts';
import { leaseOfOurs } from '../lib/records/flow-log-ownership.ts';
import type { Decision, EnableFlowLogsDeps, Slot } from './case-context.ts';

/** What to look for: flow logs on the resource itself or on what contains it. */
export interface CoverageQuery {
  readonly slot: Slot;
  /** The resource first, then its subnet and VPC where it has them. */
  readonly resourceIds: readonly string[];
  readonly trafficType: string | undefined;
  /** The end to extend a lease of ours to. */
  readonly untilMs: number;
  /** When this opening of the case began, where it is not the first: what is older was created before. */
  readonly openedAtMs?: number | undefined;
}

export interface Coverage {
  /** Undefined when nothing covers the resource. */
  readonly decision?: Decision;
  /** A flow log of ours is being removed just now. */
  readonly retiring: boolean;
  /** Why what exists does not do, in words for an analyst. */
  readonly shortfalls: readonly string[];
}

const decisionFor = (
  { slot, openedAtMs = 0 }: CoverageQuery,
  flowLog: FlowLogDescription,
  before: FlowLogLease,
  after: FlowLogLease,
): Decision => {
  const facts = { flowLogId: flowLog.flowLogId, leaseUntilMs: after.untilMs };
  if (before.caseIds[0] === slot.caseId && before.createdAtMs <= openedAtMs)
    return { decision: 'extended', reason: `of this case, on ${flowLog.resourceId}; its end was extended`, ...facts };
  if (before.caseIds[0] === slot.caseId) {
    return flowLog.resourceId === slot.resourceId
      ? { decision: 'created', reason: 'created for this case', ...facts }
      : { decision: 'already-covered', reason: `this case logs ${flowLog.resourceId}, which contains it`, ...facts };
  }
  return {
    decision: 'extended',
    reason: `ours from an earlier case, on ${flowLog.resourceId}; its end was extended`,
    ...facts,
  };
};

/** Finds an existing flow log that will do. One of ours comes before a foreign one, because only its end is known, and its
 * lease is extended to what this case needs; a foreign one is left alone. Safe to run twice. */
export const findCoverage =
  (deps: EnableFlowLogsDeps) =>
  async (query: CoverageQuery): Promise<Coverage> => {
    const { slot, resourceIds, trafficType, untilMs } = query;
    const at = { account: slot.account, region: slot.region };
    const existing = await deps.flowLogs.describe(at, resourceIds);
    const sufficient = existing.filter((flowLog) => isSufficient(flowLog, trafficType));
    const nearestFirst = sufficient.toSorted(
      (a, b) => resourceIds.indexOf(a.resourceId) - resourceIds.indexOf(b.resourceId),
    );
    const ours = leaseOfOurs({ ...deps, owner: ownerOf(deps.home) });
    const foreign: FlowLogDescription[] = [];
    let retiring = false;
    for (const flowLog of nearestFirst) {
      const found = await ours({ at, flowLog, nowMs: deps.clock.nowMs(), untilMs });
      if (found === undefined) foreign.push(flowLog);
      else {
        const after = await deps.leases.update(flowLog.flowLogId, extendLease(slot.caseId, untilMs));
        if (isExtendable(after))
          return { decision: decisionFor(query, flowLog, found.lease, after), retiring, shortfalls: [] };
        retiring ||= after.status === 'RETIRING';
      }
    }
    const shortfalls = existing.filter((flowLog) => !sufficient.includes(flowLog)).map(shortfall);
    const [other] = foreign;
    if (other === undefined) return { retiring, shortfalls };
    const reason = `flow log ${other.flowLogId} on ${other.resourceId}, not ours, records it already`;
    return { decision: { decision: 'already-covered', reason, flowLogId: other.flowLogId }, retiring, shortfalls };
  };
