import { isOurs } from '../check/flow-logs.ts';
import { see } from '../check/seen.ts';
import { heldSlots } from '../check/slots.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import { findingEvent } from './finding.ts';
import type { Subject } from './network.ts';
import type { ProofWorld } from './proof-world.ts';

/** One delivery of a trigger. */
export interface Delivery {
  /** Two deliveries with one number carry one finding. */
  readonly number: number;
  readonly subject: Subject;
  readonly peer: string;
  readonly severity?: number;
  /** After the start, milliseconds. */
  readonly afterMs: number;
}

const HOUR_MS = 3_600_000;
/** Longer than a lease of the default policy. */
const LEASE_OVER_MS = 25 * HOUR_MS;
const MOST_SWEEPS = 8;
/** Until whatever was out of order works again. */
const QUIET_MS = 20 * 60_000;
/** Until no start counts any more: a bound holds no probe back then. */
const UNBOUND_MS = 62 * 60_000;
/** A free slot gives a later capture its operation well within this. */
const PROBE_BOUND_MS = 10 * 60_000;

const deliver = async (world: ProofWorld, time: VirtualTime, delivery: Delivery): Promise<void> => {
  await time.sleep(delivery.afterMs);
  await world.respond(delivery.number, findingEvent({ ...delivery, atMs: time.nowMs() - 60_000 }));
};

/** Every slot that is not plainly free is wanted by one more case, which must get its operation in time: nothing goes wrong
 * meanwhile, and nobody stops it, or the answer would tell nothing of the slot. */
const probeSlots = async (world: ProofWorld, time: VirtualTime): Promise<void> => {
  const held = heldSlots(see(world));
  const isTight = Math.min(world.bounds.perTarget, world.bounds.perAccount) < 10;
  if (held.length > 0 && !isTight) await time.sleep(QUIET_MS);
  for (const { firewallArn, slotZone } of held) {
    if (isTight) await time.sleep(UNBOUND_MS);
    const subject = world.network.subjects.find(
      ({ firewallName, zone }) => firewallArn.endsWith(`/${firewallName}`) && zone === slotZone,
    );
    if (!subject) continue;
    const [before, sinceMs] = [world.sim.operations.length, time.nowMs()];
    await world.respond(
      900_000 + before,
      findingEvent({ number: 900_000 + before, subject, peer: '198.51.100.250', atMs: sinceMs }),
    );
    const started = world.sim.operations.slice(before).find((operation) => operation.zone === slotZone);
    if (!started || started.startedAtMs - sinceMs > PROBE_BOUND_MS)
      world.probeViolations.push({ rule: 'leaked-slot', what: `${slotZone} stays taken after every case has ended` });
  }
};

/** Whatever hinders one run is over by a later one. */
const closeUntilDone = async (world: ProofWorld, time: VirtualTime): Promise<void> => {
  for (let run = 0; run < MOST_SWEEPS; run += 1) {
    await world.closeLostCases();
    if (see(world).records.cases.every(({ closedEventAtMs }) => closedEventAtMs !== undefined)) return;
    await time.sleep(HOUR_MS);
  }
};

const sweepUntilDone = async (world: ProofWorld, time: VirtualTime): Promise<void> => {
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    await world.retireFlowLogs();
    if (!world.sim.flowLogs.all().some((placed) => isOurs(placed) && placed.deletedAtMs === undefined)) return;
    await time.sleep(HOUR_MS);
  }
};

/** Delivers everything, waits for every end, probes the slots, lets the leases run out, closes lost cases and retires
 * flow logs.
 * @param afterwards what happens once every delivery has ended */
export const play = async (
  world: ProofWorld,
  time: VirtualTime,
  deliveries: readonly Delivery[],
  afterwards: () => Promise<void> = async () => {},
): Promise<void> => {
  const work = async (): Promise<void> => {
    await Promise.all(deliveries.map((delivery) => deliver(world, time, delivery)));
    await afterwards();
    await world.undisturbed(() => probeSlots(world, time));
    await time.sleep(LEASE_OVER_MS);
    await closeUntilDone(world, time);
    await sweepUntilDone(world, time);
  };
  await time.drive(work());
};
