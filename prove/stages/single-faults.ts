import { LISTING_LAG_MS } from '../../functions/lib/domain/capture-timing.ts';
import type { PreparedCall } from '../aws/dispatch.ts';
import { type FaultMode, faultModes } from '../aws/fault-modes.ts';
import { mixSeed, seededRandom } from '../random.ts';
import { judge, type ScheduleResult } from '../run-schedule.ts';
import { processTime, seedProcess } from '../time/process.ts';
import { provenNetwork } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld } from '../world/proof-world.ts';
import { play } from '../world/scenario.ts';
import { faultsOfOutage, type Outage } from './outages.ts';

const PEER = '198.51.100.7';
/** Its flows fill more than a page of results. */
const BUSY_PEER = '198.51.100.9';
const network = provenNetwork({ firewalls: 1, zones: 1, subjectsPerZone: 1, peers: [PEER], busyPeer: BUSY_PEER });

export interface SinglesContext {
  readonly product: Product;
  readonly seed: number;
  /** Rounds of the capture. */
  readonly rounds: number;
}

type FaultAt = (n: number, call: PreparedCall) => FaultMode | undefined;

/** What makes it harder. */
export interface Scene {
  /** Flows that fill more than a page, and listings as late as the promise admits. */
  readonly hard?: boolean;
  /** Another case wants the slot. */
  readonly rival?: boolean;
}

/** One finding, delivered twice; its flow logs' lease runs out; the sweeper ends them. Faults hit the numbered calls. */
export const playFinding = async (
  { product, seed, rounds }: SinglesContext,
  faultAt: FaultAt,
  { hard = false, rival = false }: Scene = {},
): Promise<ScheduleResult> => {
  const time = processTime();
  const random = seedProcess(seed);
  const settings = { listingLagMs: hard ? LISTING_LAG_MS : 0 };
  const policy = { capture: { rounds } };
  const world = newProofWorld({ product, time, random, network, settings, policy, faultAt });
  const [subject] = network.subjects;
  if (!subject) throw new RangeError('no subject');
  const finding = { number: 1, subject, peer: hard ? BUSY_PEER : PEER };
  await play(world, time, [
    { ...finding, afterMs: 0 },
    { ...finding, afterMs: 5_000 },
    ...(rival ? [{ number: 2, subject, peer: PEER, afterMs: 2_000 }] : []),
  ]);
  return judge(world);
};

/** With faults at the calls that the plan names. */
export const playWithFaults = (
  context: SinglesContext,
  plan: ReadonlyMap<number, FaultMode>,
): Promise<ScheduleResult> => playFinding(context, (n) => plan.get(n));

/** With one service out of order from a call on. */
export const playWithOutage = (context: SinglesContext, outage: Outage): Promise<ScheduleResult> =>
  playFinding(context, faultsOfOutage(processTime(), outage));

/** Calls that the scenario makes when nothing goes wrong: its effect points. */
export const countPoints = async (context: SinglesContext): Promise<number> =>
  (await playWithFaults(context, new Map())).calls;

const modeAt = (index: number): FaultMode => faultModes[index % faultModes.length] ?? 'drop';

/** The schedule with this index: every point × every mode, in order. */
export const singleFault = (index: number): ReadonlyMap<number, FaultMode> =>
  new Map([[Math.floor(index / faultModes.length) + 1, modeAt(index)]]);

/** Two faults at different points, chosen by seed and index. The second point may be one that only the first fault's
 * recovery makes. */
export const faultPair = (seed: number, index: number, points: number): ReadonlyMap<number, FaultMode> => {
  const random = seededRandom(mixSeed(seed, 1, index));
  const first = random.between(1, points);
  const second = random.between(1, points + 20);
  return new Map([
    [first, random.pick(faultModes)],
    [second === first ? second + 1 : second, random.pick(faultModes)],
  ]);
};
