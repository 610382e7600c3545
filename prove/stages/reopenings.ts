import { CLOCK_SKEW_MS } from '../../functions/lib/domain/capture-timing.ts';
import { type FaultMode, faultModes } from '../aws/fault-modes.ts';
import { see } from '../check/seen.ts';
import { mixSeed, type Random, seededRandom } from '../random.ts';
import { judge, type ScheduleResult } from '../run-schedule.ts';
import { processTime, seedProcess } from '../time/process.ts';
import { provenNetwork } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld, type ProofWorld } from '../world/proof-world.ts';
import { play } from '../world/scenario.ts';

const PEER = '198.51.100.7';
const network = provenNetwork({ firewalls: 1, zones: 1, subjectsPerZone: 1, peers: [PEER] });

/** What somebody asks of the closed case, and when; milliseconds after its end. */
interface Request {
  readonly afterMs: number;
  readonly rounds: number;
}

interface Course {
  readonly requests: readonly Request[];
  /** Faults by the number of the call, counted from the first request on. */
  readonly faults: ReadonlyMap<number, FaultMode>;
  readonly maximumSkewMs: number;
}

/** Two at once, of which one opens the case and one joins it, and one hours later, when it has closed again. */
const USUAL: readonly Request[] = [
  { afterMs: 0, rounds: 1 },
  { afterMs: 40, rounds: 1 },
  { afterMs: 7_200_000, rounds: 1 },
];

/** Every point × every mode, in order. */
const singleFault = (index: number): Course => ({
  requests: USUAL,
  faults: new Map([[Math.floor(index / faultModes.length) + 1, faultModes[index % faultModes.length] ?? 'drop']]),
  maximumSkewMs: 0,
});

const MOST_CALLS = 220;

const randomCourse = (random: Random): Course => ({
  requests: Array.from({ length: random.between(1, 4) }, () => ({
    afterMs: random.pick([0, 0, 5, 200, 3_000, 20_000, 90_000, 3_700_000]),
    rounds: random.pick([1, 2]),
  })),
  faults: new Map(
    Array.from(
      { length: random.between(0, 3) },
      () => [random.between(1, MOST_CALLS), random.pick(faultModes)] as const,
    ),
  ),
  maximumSkewMs: random.pick([0, CLOCK_SKEW_MS / 2]),
});

const requestFor = (world: ProofWorld, rounds: number): object => {
  const [closed] = see(world).records.cases;
  return { source: 'manual', reason: 'it goes on', case: closed?.caseId, rounds };
};

/** One finding's case, opened again while things go wrong: every even schedule has one fault, in order, every odd one is
 * random. */
export const reopening = async (product: Product, seed: number, index: number): Promise<ScheduleResult> => {
  const time = processTime();
  const choices = seededRandom(mixSeed(seed, 10, index));
  const course = index % 2 === 0 ? singleFault(index / 2) : randomCourse(choices);
  const random = seedProcess(mixSeed(seed, 11, index));
  let before = Number.POSITIVE_INFINITY;
  const world = newProofWorld({
    product,
    time,
    random,
    network,
    policy: { capture: { rounds: 1 } },
    maximumSkewMs: course.maximumSkewMs,
    faultAt: (n) => course.faults.get(n - before),
  });
  const [subject] = network.subjects;
  if (!subject) throw new RangeError('no subject');
  await play(world, time, [{ number: 1, subject, peer: PEER, afterMs: 0 }], async () => {
    before = world.calls.length;
    const ask = async ({ afterMs, rounds }: Request, number: number): Promise<void> => {
      await time.sleep(afterMs);
      await world.respond(1_000 + number, requestFor(world, rounds));
    };
    await Promise.all(course.requests.map(ask));
  });
  return judge(world);
};
