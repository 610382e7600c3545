import { createHash } from 'node:crypto';
import { checkBounds } from './check/bounds.ts';
import { checkCases, eventCopies } from './check/cases.ts';
import { checkEvidence } from './check/evidence.ts';
import { checkFlowLogs } from './check/flow-logs.ts';
import { checkOperations } from './check/operations.ts';
import { checkReopenings } from './check/reopenings.ts';
import { see, type Violation } from './check/seen.ts';
import { type Recovery, recoveriesOf } from './check/sometimes.ts';
import { takeLogged } from './time/process.ts';
import type { ProofWorld } from './world/proof-world.ts';

/** What came of one schedule. */
export interface ScheduleResult {
  readonly violations: readonly Violation[];
  /** SHA-256 over everything that happened: equal for equal seeds, to the byte. */
  readonly digest: string;
  readonly calls: number;
  readonly recoveries: readonly Recovery[];
  /** Cases by grade. */
  readonly grades: Readonly<Record<string, number>>;
  readonly captures: number;
  readonly failedExecutions: number;
  readonly eventCopies: number;
  /** What was tried and looked at, by kind, where a stage counts it. */
  readonly tried?: Readonly<Record<string, number>>;
}

/** SHA-256 over everything that happened in a world. */
export const digestOf = (world: ProofWorld): string => {
  const hash = createHash('sha256');
  const add = (value: unknown): void => void hash.update(JSON.stringify(value));
  for (const { parameters, ...call } of world.calls) add(call);
  add(world.executions);
  add(world.dynamo.items());
  add(world.sim.operations);
  add(world.sim.events);
  add(world.sim.flowLogs.all());
  for (const { key, etag } of world.sim.buckets.history('flowtrap-evidence')) add([key, etag]);
  return hash.digest('hex');
};

const count = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

let last: ProofWorld | undefined;

/** The world that was judged last, for whoever looks into a schedule. */
export const seenWorld = (): ProofWorld | undefined => last;

/** Looks at a world that has come to rest, and says what was not as promised. */
export const judge = (world: ProofWorld): ScheduleResult => {
  last = world;
  const seen = see(world);
  const { cases } = seen.records;
  return {
    violations: [
      ...checkOperations(seen),
      ...checkBounds(seen),
      ...checkCases(seen),
      ...checkEvidence(seen),
      ...checkReopenings(seen),
      ...checkFlowLogs(seen),
      ...world.probeViolations,
      ...world.problems.map((what) => ({ rule: 'simulator', what })),
    ],
    digest: digestOf(world),
    calls: world.calls.length,
    recoveries: [...recoveriesOf(seen, takeLogged())],
    grades: count(cases.map(({ grade = 'OPEN' }) => grade)),
    captures: world.sim.operations.length - world.foreignOperationIds.size,
    failedExecutions: world.executions.filter(({ result }) => result?.status === 'FAILED').length,
    eventCopies: eventCopies(seen),
  };
};
