import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { ProofWorld } from '../world/proof-world.ts';
import { readRecords, type TableRecords } from './records.ts';

/** What a check looks at: the world, never a handler's word. */
export interface Seen {
  readonly world: ProofWorld;
  readonly records: TableRecords;
  readonly capturesOf: (caseId: string) => readonly CaptureRecord[];
  /** How often a closing event names the case and the opening that ended: see `endKey`. */
  readonly closedEvents: ReadonlyMap<string, number>;
  /** ARNs of executions that failed or were stopped: people are told of either. */
  readonly failedExecutions: ReadonlySet<string>;
}

/** One promise that was not kept. */
export interface Violation {
  /** The invariant's short name: `duplicate-capture`, `silent-end` and so on. */
  readonly rule: string;
  readonly what: string;
}

/** Names the end of one opening of a case. */
export const endKey = (caseId: unknown, revision: unknown): string => `${String(caseId)} ${String(revision)}`;

const closedEventsIn = ({ sim }: ProofWorld): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { detail } of sim.events) {
    const isEnd = typeof detail === 'object' && detail !== null && 'caseId' in detail && 'revision' in detail;
    const key = isEnd ? endKey(detail.caseId, detail.revision) : '';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

export const see = (world: ProofWorld): Seen => {
  const records = readRecords(world.dynamo);
  const byCase = Map.groupBy(records.captures, ({ caseId }) => caseId);
  const failed = world.executions.filter(({ result }) => result !== undefined && result.status !== 'SUCCEEDED');
  return {
    world,
    records,
    capturesOf: (caseId) => byCase.get(caseId) ?? [],
    closedEvents: closedEventsIn(world),
    failedExecutions: new Set(failed.map(({ executionArn }) => executionArn)),
  };
};

export const violation = (rule: string, what: string): Violation => ({ rule, what });
