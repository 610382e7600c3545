import { performance } from 'node:perf_hooks';
import { checkBatches } from '../check/batches.ts';
import { checkBounds } from '../check/bounds.ts';
import { checkCases } from '../check/cases.ts';
import { checkEvidence } from '../check/evidence.ts';
import { checkFlowLogs } from '../check/flow-logs.ts';
import { checkOperations } from '../check/operations.ts';
import { type Seen, see, type Violation, violation } from '../check/seen.ts';
import { mixSeed, type Random, seededRandom } from '../random.ts';
import { processTime, seedProcess } from '../time/process.ts';
import { provenNetwork, type Subject } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld, type ProofWorld } from '../world/proof-world.ts';
import { type Delivery, play } from '../world/scenario.ts';
import { type SeverityTimes, timesBySeverity, type WaitTimes, waitsOf, waitTimes } from './storm-waits.ts';

export interface StormSize {
  readonly findings: number;
  /** Simulated minutes in which they come. */
  readonly minutes: number;
}

export interface StormReport {
  readonly kind: 'storm';
  readonly findings: number;
  readonly cases: number;
  readonly grades: Readonly<Record<string, number>>;
  readonly operations: number;
  /** Rounds of captures that were served. */
  readonly served: number;
  /** Fewest operations that 20 filters each would allow, had everybody waited for everybody. */
  readonly fewestOperations: number;
  /** From the event to the first capture, of all cases and by the finding's severity, most severe first. */
  readonly firstCapture: WaitTimes;
  readonly bySeverity: readonly SeverityTimes[];
  readonly calls: number;
  readonly peakMemoryMb: number;
  readonly seconds: number;
  readonly violations: readonly Violation[];
}

export const isStorm = (value: unknown): value is StormReport =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'storm';

const PEERS = Array.from({ length: 12 }, (_, index) => `198.51.100.${10 + index}`);
const FILTERS_PER_OPERATION = 20;
/** Long enough for every case to end. */
const WATCHED_MINUTES = 120;

const deliveriesFrom = (
  random: Random,
  subjects: readonly Subject[],
  { findings, minutes }: StormSize,
): readonly Delivery[] =>
  Array.from({ length: findings }, (_, number) => ({
    number: number + 1,
    subject: random.pick(subjects),
    peer: random.pick(PEERS),
    severity: random.pick([7, 8, 9]),
    afterMs: random.below(minutes * 60_000),
  }));

const fewestOperations = ({ records }: Seen): number => {
  const filters = new Map<string, Set<string>>();
  for (const { plan, round, operationId } of records.captures) {
    if (operationId === undefined) continue;
    const key = `${plan.firewallArn}#${plan.slotZone}#${round}`;
    const distinct = filters.get(key) ?? new Set();
    for (const { filter } of plan.filters) distinct.add(JSON.stringify(filter));
    filters.set(key, distinct);
  }
  return [...filters.values()].reduce((sum, distinct) => sum + Math.ceil(distinct.size / FILTERS_PER_OPERATION), 0);
};

/** How far a storm has come. */
const progressOf = ({ executions, sim, callCount }: ProofWorld, minutes: number, sinceMs: number): string => {
  const ended = executions.filter(({ endedAtMs }) => endedAtMs !== undefined).length;
  const spent = Math.round((performance.now() - sinceMs) / 1_000);
  return `minute ${minutes}: ${executions.length} findings, ${ended} ended, ${sim.operations.length} captures, ${callCount()} calls, ${spent} s`;
};

/** Findings as they come when something spreads: all distinct, on a few firewalls, in a few minutes.
 * @param tell hears of every simulated minute in which cases are open */
export const storm = async (
  product: Product,
  { seed, ...size }: StormSize & { readonly seed: number },
  tell: (progress: string) => void,
): Promise<StormReport> => {
  const begin = performance.now();
  const network = provenNetwork({ firewalls: 8, zones: 3, subjectsPerZone: 5, peers: PEERS });
  const time = processTime();
  const choices = seededRandom(mixSeed(seed, 6));
  const random = seedProcess(mixSeed(seed, 7));
  let peakBytes = 0;
  const world = newProofWorld({ product, time, random, network, keepCalls: false });
  const beginMs = time.nowMs();
  const look = (): void => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    const minutes = Math.round((time.nowMs() - beginMs) / 60_000);
    const isOver = world.executions.every(({ endedAtMs }) => endedAtMs !== undefined);
    if (!isOver) tell(progressOf(world, minutes, begin));
    if (minutes < WATCHED_MINUTES) time.after(60_000, look);
  };
  look();
  await play(world, time, deliveriesFrom(choices, network.subjects, size));
  const seen = see(world);
  const waits = waitsOf(seen);
  const grades: Record<string, number> = {};
  for (const { grade = 'OPEN' } of seen.records.cases) grades[grade] = (grades[grade] ?? 0) + 1;
  const served = seen.records.captures.filter(({ operationId }) => operationId !== undefined).length;
  const operations = world.sim.operations.length;
  return {
    kind: 'storm',
    findings: size.findings,
    cases: seen.records.cases.length,
    grades,
    operations,
    served,
    fewestOperations: fewestOperations(seen),
    firstCapture: waitTimes(waits),
    bySeverity: timesBySeverity(waits),
    calls: world.callCount(),
    peakMemoryMb: Math.round(peakBytes / 1_048_576),
    seconds: Math.round((performance.now() - begin) / 1_000),
    violations: [
      ...checkOperations(seen),
      ...checkBounds(seen),
      ...checkBatches(seen),
      ...checkCases(seen),
      ...checkEvidence(seen),
      ...checkFlowLogs(seen),
      ...world.probeViolations,
      ...world.problems.map((what) => violation('simulator', what)),
    ],
  };
};
