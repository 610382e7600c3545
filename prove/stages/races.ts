import {
  CLOCK_SKEW_MS,
  LISTING_LAG_MS,
  RESULTS_LIFETIME_MS,
  SETTLE_MS,
} from '../../functions/lib/domain/capture-timing.ts';
import type { OperationCourse, Settings } from '../../simulator/settings.ts';
import { firewallArn } from '../../simulator/worlds/firewall-rows.ts';
import { type FaultMode, faultModes } from '../aws/fault-modes.ts';
import { mixSeed, type Random, seededRandom } from '../random.ts';
import { judge, type ScheduleResult } from '../run-schedule.ts';
import { processTime, seedProcess } from '../time/process.ts';
import { provenNetwork, type Subject } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld, type ProofWorld } from '../world/proof-world.ts';
import { type Delivery, play } from '../world/scenario.ts';
import { faultsOfOutage, type Outage, outageServices } from './outages.ts';

const BUSY_PEER = '198.51.100.9';
const PEERS = ['198.51.100.7', '198.51.100.8'] as const;
const network = provenNetwork({ firewalls: 1, zones: 2, subjectsPerZone: 3, peers: PEERS, busyPeer: BUSY_PEER });

/** Two of our clocks differ by at most twice this, and that is what the promise allows. */
const SKEW_EACH_WAY_MS = CLOCK_SKEW_MS / 2;

const courseFrom = (random: Random): OperationCourse => {
  const durationMs = random.pick([500, 4_000, 10_000, 45_000]);
  const status = random.chance(0.8) ? 'COMPLETED' : random.pick(['COMPLETED_WITH_ERRORS', 'FAILED'] as const);
  return { status, durationMs, found: status === 'COMPLETED' ? 1 : 0.5 };
};

const settingsFrom = (random: Random): Partial<Settings> => {
  const courses = new Map<string, OperationCourse>();
  return {
    courseOf: ({ zone, index }) => {
      const key = `${zone}#${index}`;
      const course = courses.get(key) ?? courseFrom(random);
      courses.set(key, course);
      return course;
    },
    listingLagMs: random.pick([0, 3_000, LISTING_LAG_MS]),
    busyError: random.pick(['ThrottlingException', 'InvalidRequestException'] as const),
    // Sometimes AWS forgets an operation before anybody has read it, though never before an unknown outcome is read back:
    // that an operation which was started is listed then is what the promise rests on.
    retentionMs: random.chance(0.06) ? random.pick([2 * SETTLE_MS, 5 * SETTLE_MS]) : RESULTS_LIFETIME_MS,
  };
};

/** 2 to 5 findings, mostly about the same zone, some about the same conversation, some delivered twice or hours late. */
const deliveriesFrom = (random: Random): readonly Delivery[] => {
  const subjects = network.subjects.slice(0, random.pick([1, 2, 3, 6]));
  const findings = Array.from({ length: random.between(2, 5) }, (_, number) => ({
    number: number + 1,
    subject: random.pick<Subject>(subjects),
    peer: random.pick([...PEERS, ...PEERS, BUSY_PEER]),
    severity: random.pick([7, 8, 9]),
    afterMs: random.pick([0, 5, 200, 3_000, 20_000, 90_000, 3_700_000]),
  }));
  const repeats = findings
    .filter(() => random.chance(0.3))
    .map((finding) => ({ ...finding, afterMs: finding.afterMs + random.pick([0, 1, 40, 8_000, 7_200_000]) }));
  return [...findings, ...repeats].toSorted((a, b) => a.afterMs - b.afterMs);
};

const faultsFrom = (random: Random, mostCalls: number): ReadonlyMap<number, FaultMode> =>
  new Map(
    Array.from(
      { length: random.between(0, 4) },
      () => [random.between(1, mostCalls), random.pick(faultModes)] as const,
    ),
  );

/** One race in ten has a service out of order from some call on. */
const outageFrom = (random: Random, mostCalls: number): Outage | undefined =>
  random.chance(0.1)
    ? {
        from: random.between(1, mostCalls),
        service: random.pick(outageServices),
        mode: random.pick(['error-before', 'error-after', 'throttle', 'lost'] as const),
      }
    : undefined;

const foreignRequest = (zone: string) => ({
  FirewallArn: firewallArn('inspection-0'),
  AvailabilityZone: zone,
  MinimumFlowAgeInSeconds: 60,
  FlowFilters: [{ SourceAddress: { AddressDefinition: '192.0.2.10' }, Protocols: ['6'] }],
});

/** People start captures by hand while we work. */
const scheduleForeign = (world: ProofWorld, random: Random, after: (ms: number, run: () => void) => void): void => {
  const count = random.pick([0, 0, 1, 3]);
  for (let index = 0; index < count; index += 1) {
    const zone = random.pick(['us-east-1a', 'us-east-1b']);
    after(random.between(0, 120_000), () => void world.startForeign(foreignRequest(zone)));
  }
};

interface Stop {
  readonly atCall: number;
  readonly searchAfterMs: number;
}

/** In one race in four a person stops an execution, and lost cases are searched for while others still run. */
const stopFrom = (random: Random, mostCalls: number): Stop | undefined =>
  random.chance(0.25)
    ? { atCall: random.between(1, mostCalls), searchAfterMs: random.between(5, 120) * 60_000 }
    : undefined;

const stopSomebody = (world: ProofWorld, random: Random): void => {
  const running = world.executions.filter(({ trigger, result }) => trigger !== undefined && result === undefined);
  if (running.length > 0) world.stop(random.pick(running).executionArn);
};

/** One random schedule of concurrent cases on shared slots. */
export const race = async (product: Product, seed: number, index: number): Promise<ScheduleResult> => {
  const time = processTime();
  const choices = seededRandom(mixSeed(seed, 2, index));
  const deliveries = deliveriesFrom(choices);
  const mostCalls = deliveries.length * 160;
  const plan = faultsFrom(choices, mostCalls);
  const outage = outageFrom(choices, mostCalls);
  const failing = outage ? faultsOfOutage(time, outage) : () => undefined;
  const settings = settingsFrom(choices);
  const maximumSkewMs = choices.pick([0, SKEW_EACH_WAY_MS]);
  const random = seedProcess(mixSeed(seed, 3, index));
  const policy = { capture: { rounds: choices.pick([1, 2]) } };
  const stop = stopFrom(choices, mostCalls);
  const world = newProofWorld({
    product,
    time,
    random,
    network,
    settings,
    maximumSkewMs,
    policy,
    faultAt: (n, call) => {
      if (n === stop?.atCall) stopSomebody(world, choices);
      return plan.get(n) ?? failing(n, call);
    },
  });
  if (stop) time.after(stop.searchAfterMs, () => void world.closeLostCases());
  scheduleForeign(world, choices, time.after);
  await play(world, time, deliveries);
  return judge(world);
};
