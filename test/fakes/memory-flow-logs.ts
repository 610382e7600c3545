import { isDeepStrictEqual } from 'node:util';
import type { FlowLogDescription } from '../../functions/lib/domain/flow-log.ts';
import { ownerTag } from '../../functions/lib/domain/flow-log-tags.ts';
import type { VerbatimFlowLogs } from '../../functions/lib/domain/lead.ts';
import type {
  AccountRegion,
  CreateFlowLogOutcome,
  DeleteFlowLogOutcome,
  FlowLogs,
} from '../../functions/lib/ports/flow-logs.ts';

export interface ExistingFlowLog extends FlowLogDescription {
  readonly at: AccountRegion;
}

type Call = 'describe' | 'describeOurs' | 'create' | 'delete';
/** `drop`: no effect, no answer. `lose`: the effect, no answer. An error is thrown as it is, without an effect. */
type Fault = 'drop' | 'lose' | Error;

const timeout = () => Object.assign(new Error('no answer'), { name: 'TimeoutError' });

const isSame = (a: AccountRegion, b: AccountRegion) => a.account === b.account && a.region === b.region;

const describedAs = (at: AccountRegion, request: VerbatimFlowLogs, resourceId: string, flowLogId: string) => ({
  at: { account: at.account, region: at.region },
  flowLogId,
  resourceId,
  status: 'ACTIVE',
  trafficType: request.TrafficType,
  logDestinationType: request.LogDestinationType,
  logDestination: request.LogDestination,
  logFormat: request.LogFormat,
  maxAggregationIntervalSeconds: request.MaxAggregationInterval,
  tags: Object.fromEntries((request.TagSpecifications ?? []).flatMap(({ Tags }) => Tags.map((t) => [t.Key, t.Value]))),
});

/** EC2's flow logs in memory: client tokens, duplicates by resource and destination, refusals for each resource, and
 * faults that a test asks for.
 * @param owner value of the owner tag that `describeOurs` looks for */
export const memoryFlowLogs = (owner: string) => {
  const existing = new Map<string, ExistingFlowLog>();
  const tokens = new Map<string, { request: VerbatimFlowLogs; outcomes: readonly CreateFlowLogOutcome[] }>();
  const faults: { call: Call; fault: Fault }[] = [];
  const refusals = new Map<string, { code: string; message: string }>();
  const requests: VerbatimFlowLogs[] = [];
  const calls: Call[] = [];
  let deletion: DeleteFlowLogOutcome = 'deleted';
  let made = 0;
  let isStale = false;

  const around = async <T>(call: Call, effect: () => T): Promise<T> => {
    calls.push(call);
    const index = faults.findIndex((planned) => planned.call === call);
    const [planned] = index < 0 ? [] : faults.splice(index, 1);
    if (planned?.fault instanceof Error) throw planned.fault;
    if (planned?.fault === 'drop') throw timeout();
    const answer = effect();
    if (planned?.fault === 'lose') throw timeout();
    return answer;
  };

  const add = (flowLog: Omit<ExistingFlowLog, 'flowLogId'>): string => {
    made += 1;
    const flowLogId = `fl-${String(made).padStart(17, '0')}`;
    existing.set(flowLogId, { ...flowLog, flowLogId });
    return flowLogId;
  };

  const createOne = (at: AccountRegion, request: VerbatimFlowLogs, resourceId: string): CreateFlowLogOutcome => {
    const refused = refusals.get(resourceId);
    if (refused !== undefined) return { outcome: 'failed', resourceId, ...refused };
    const isDuplicate = [...existing.values()].some(
      (other) => other.resourceId === resourceId && other.logDestination === request.LogDestination,
    );
    if (isDuplicate) return { outcome: 'already-exists', resourceId };
    return { outcome: 'created', resourceId, flowLogId: add(describedAs(at, request, resourceId, '')) };
  };

  const createAll = (at: AccountRegion, request: VerbatimFlowLogs): readonly CreateFlowLogOutcome[] => {
    requests.push(request);
    if (request.DryRun) return request.ResourceIds.map((resourceId) => ({ outcome: 'dry-run', resourceId }));
    const known = tokens.get(request.ClientToken ?? '');
    if (known !== undefined && isDeepStrictEqual(known.request, request)) return known.outcomes;
    if (known !== undefined)
      return request.ResourceIds.map((resourceId) => ({ outcome: 'already-exists', resourceId }));
    const outcomes = request.ResourceIds.map((resourceId) => createOne(at, request, resourceId));
    const isNoted = request.ClientToken !== undefined && outcomes.every(({ outcome }) => outcome === 'created');
    if (isNoted) tokens.set(request.ClientToken ?? '', { request, outcomes });
    return outcomes;
  };

  const listed = (): readonly ExistingFlowLog[] => (isStale ? [] : [...existing.values()]);

  const flowLogs: FlowLogs = {
    describe: (at, resourceIds) =>
      around('describe', () => listed().filter((one) => isSame(one.at, at) && resourceIds.includes(one.resourceId))),
    describeOurs: (at) =>
      around('describeOurs', () => listed().filter((one) => isSame(one.at, at) && one.tags[ownerTag] === owner)),
    create: (at, request) => around('create', () => createAll(at, request)),
    delete: (_at, flowLogId) =>
      around('delete', (): DeleteFlowLogOutcome => {
        if (!existing.has(flowLogId)) return 'not-found';
        if (deletion === 'deleted') existing.delete(flowLogId);
        return deletion;
      }),
  };

  return {
    ...flowLogs,
    /** What exists now, oldest first. */
    all: (): readonly ExistingFlowLog[] => [...existing.values()],
    /** Somebody else creates one. */
    add,
    /** Somebody else changes or removes one. */
    change: (flowLogId: string, change: (flowLog: ExistingFlowLog) => ExistingFlowLog | undefined): void => {
      const before = existing.get(flowLogId);
      const after = before && change(before);
      if (after === undefined) existing.delete(flowLogId);
      else existing.set(flowLogId, after);
    },
    /** The next call of this kind goes wrong. */
    failNext: (call: Call, fault: Fault): void => {
      faults.push({ call, fault });
    },
    /** Faults that no call has met yet are called off. */
    heal: (): void => {
      faults.length = 0;
    },
    /** EC2 refuses this resource from now on. */
    refuse: (resourceId: string, code: string, message: string): void => {
      refusals.set(resourceId, { code, message });
    },
    /** From now on descriptions do not show what exists, as shortly after a change. */
    showNothing: (hidden: boolean): void => {
      isStale = hidden;
    },
    /** How deletions end from now on. */
    answerDeletions: (outcome: DeleteFlowLogOutcome): void => {
      deletion = outcome;
    },
    requests: (): readonly VerbatimFlowLogs[] => requests,
    calls: (): readonly Call[] => calls,
  };
};
