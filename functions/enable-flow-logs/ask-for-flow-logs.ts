import { RecordConflictError } from '../lib/domain/errors.ts';
import { extendLease, isExtendable, newLease } from '../lib/domain/flow-log-lease.ts';
import { withTags, withToken } from '../lib/domain/flow-log-request.ts';
import { ownerOf, ownershipTags } from '../lib/domain/flow-log-tags.ts';
import type { VerbatimFlowLogs } from '../lib/domain/lead.ts';
import type { CreateFlowLogOutcome } from '../lib/ports/flow-logs.ts';
import type { Decision, EnableFlowLogsDeps, Slot } from './case-context.ts';
import { findCoverage } from './find-coverage.ts';
import { recordIntent } from './record-decision.ts';

/** One request, with a slot for each of its resources. */
export interface Asking {
  readonly slots: readonly Slot[];
  readonly request: VerbatimFlowLogs;
  readonly untilMs: number;
  /** As in `CoverageQuery`. */
  readonly openedAtMs?: number | undefined;
}

export interface Decided {
  readonly slot: Slot;
  readonly decision: Decision;
}

/** AWS's words, on one line and of bounded length. */
const plain = (message: string): string => message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300);

/** Puts a lease on what was created. The flow log may have one already: an earlier run wrote it, or the sweeper did. */
const leaseCreated = async (
  deps: EnableFlowLogsDeps,
  slot: Slot,
  flowLogId: string,
  untilMs: number,
): Promise<Decision> => {
  const { resourceId, account, region, caseId } = slot;
  const fresh = newLease({ flowLogId, resourceId, account, region, createdAtMs: deps.clock.nowMs(), untilMs }, caseId);
  if (!(await deps.leases.create(fresh))) {
    const extended = await deps.leases.update(flowLogId, extendLease(caseId, untilMs));
    if (!isExtendable(extended)) throw new RecordConflictError(`${flowLogId} is being retired`, { flowLogId });
  }
  return { decision: 'created', reason: 'created for this case', flowLogId, leaseUntilMs: untilMs };
};

/** EC2 says that it exists: ours or foreign, the flow logs there tell. @throws RecordConflictError while ours is removed */
const readBack = async (deps: EnableFlowLogsDeps, asking: Asking, slot: Slot): Promise<Decision> => {
  const { decision, retiring, shortfalls } = await findCoverage(deps)({
    slot,
    resourceIds: [slot.resourceId],
    trafficType: asking.request.TrafficType,
    untilMs: asking.untilMs,
    openedAtMs: asking.openedAtMs,
  });
  if (decision !== undefined) return decision;
  if (retiring) throw new RecordConflictError(`a flow log on ${slot.resourceId} is being retired`);
  const why = shortfalls.length === 0 ? 'none is visible' : shortfalls.join('; ');
  return {
    decision: 'failed',
    reason: `EC2 says that such a flow log exists, but ${why}`,
    leaseUntilMs: asking.untilMs,
  };
};

const decide = async (
  deps: EnableFlowLogsDeps,
  asking: Asking,
  { slot, outcome }: { readonly slot: Slot; readonly outcome: CreateFlowLogOutcome | undefined },
): Promise<Decision> => {
  if (outcome === undefined) return { decision: 'failed', reason: 'the answer does not name this resource' };
  if (outcome.outcome === 'created') return await leaseCreated(deps, slot, outcome.flowLogId, asking.untilMs);
  if (outcome.outcome === 'already-exists') return await readBack(deps, asking, slot);
  if (outcome.outcome === 'dry-run') return { decision: 'dry-run', reason: 'the request would have been allowed' };
  return { decision: 'failed', reason: `CreateFlowLogs: ${plain(outcome.code)}: ${plain(outcome.message)}` };
};

/** Sends one `CreateFlowLogs` and settles it for each resource. The intent is on record before the call, and the same
 * intent gives the same token: after a lost answer or a crash, the next run learns the ids instead of creating others.
 * A flow log that no run ever learns of carries our tags and has its intent on record, so the sweeper adopts it. */
export const askForFlowLogs = async (deps: EnableFlowLogsDeps, asking: Asking): Promise<readonly Decided[]> => {
  const { slots, untilMs } = asking;
  const [first] = slots;
  if (first === undefined) return [];
  const { caseId, account, region } = first;
  const tags = ownershipTags({ owner: ownerOf(deps.home), caseId, leaseUntilMs: untilMs });
  const request = withToken(withTags(asking.request, tags), caseId);
  if (request.DryRun !== true) {
    await deps.leases.addPlace({ account, region });
    for (const slot of slots) await recordIntent(deps, slot, untilMs);
  }
  const outcomes = await deps.flowLogs.create({ account, region }, request);
  const decided: Decided[] = [];
  for (const slot of slots) {
    const outcome = outcomes.find(({ resourceId }) => resourceId === slot.resourceId);
    const decision = await decide(deps, asking, { slot, outcome });
    decided.push({ slot, decision });
  }
  return decided;
};
