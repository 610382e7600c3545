import { CLOCK_SKEW_MS } from '../../functions/lib/domain/capture-timing.ts';
import { type FaultMode, faultModes } from '../aws/fault-modes.ts';
import { mixSeed, type Random, seededRandom } from '../random.ts';
import { judge, type ScheduleResult } from '../run-schedule.ts';
import { processTime, seedProcess } from '../time/process.ts';
import { provenNetwork } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld } from '../world/proof-world.ts';
import { type Delivery, play } from '../world/scenario.ts';

const PEERS = ['198.51.100.7', '198.51.100.8', '198.51.100.9'] as const;
const network = provenNetwork({ firewalls: 2, zones: 2, subjectsPerZone: 2, peers: PEERS });

/** Bursts about all targets at once, then more of them while the bounds of the first hour still hold, and after. */
const deliveriesFrom = (random: Random): readonly Delivery[] =>
  Array.from({ length: random.between(4, 9) }, (_, number) => ({
    number: number + 1,
    subject: random.pick(network.subjects),
    peer: random.pick(PEERS),
    severity: random.pick([7, 8, 9]),
    afterMs: random.pick([0, 0, 0, 1_000, 90_000, 1_200_000, 3_500_000, 3_660_000, 5_000_000]),
  })).toSorted((a, b) => a.afterMs - b.afterMs);

const faultsFrom = (random: Random, mostCalls: number): ReadonlyMap<number, FaultMode> =>
  new Map(
    Array.from(
      { length: random.between(0, 2) },
      () => [random.between(1, mostCalls), random.pick(faultModes)] as const,
    ),
  );

/** One random schedule under bounds that cannot serve everybody at once. */
export const bounded = async (product: Product, seed: number, index: number): Promise<ScheduleResult> => {
  const time = processTime();
  const choices = seededRandom(mixSeed(seed, 8, index));
  const deliveries = deliveriesFrom(choices);
  const plan = faultsFrom(choices, deliveries.length * 100);
  const random = seedProcess(mixSeed(seed, 9, index));
  const capture = {
    rounds: choices.pick([1, 2]),
    maximumCapturesPerTargetPerHour: choices.pick([1, 2, 3, 100]),
    maximumCapturesPerAccountPerHour: choices.pick([1, 2, 3, 5, 100]),
    deadlineMinutes: choices.pick([5, 20, 60, 150]),
  };
  const world = newProofWorld({
    product,
    time,
    random,
    network,
    policy: { capture },
    maximumSkewMs: choices.pick([0, CLOCK_SKEW_MS / 2]),
    faultAt: (n) => plan.get(n),
  });
  await play(world, time, deliveries);
  return judge(world);
};
