import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { type Seen, see, type Violation, violation } from '../check/seen.ts';
import { mixSeed, seededRandom } from '../random.ts';
import { digestOf, type ScheduleResult } from '../run-schedule.ts';
import { processTime, seedProcess, takeLogged, takeLoggedDetails } from '../time/process.ts';
import { EVIDENCE_BUCKET } from '../world/environment.ts';
import { findingEvent } from '../world/finding.ts';
import { provenNetwork } from '../world/network.ts';
import type { Product } from '../world/product.ts';
import { newProofWorld, type ProofWorld } from '../world/proof-world.ts';
import { hostileEvent } from './hostile-event.ts';
import { MARK } from './hostile-strings.ts';
import { hostileTemplates } from './hostile-templates.ts';

const network = provenNetwork({ firewalls: 1, zones: 1, subjectsPerZone: 1, peers: ['198.51.100.7'] });
const EXECUTION = 'arn:aws:states:us-east-1:111122223333:execution:respond:hostile';

/** Ids of ours, AWS's own ids, times and fixed words: nothing else makes a key. */
const KEY = /^[\w#:./-]+$/;

const keysIn = ({ world }: Seen): readonly string[] => [
  ...world.sim.buckets.history(EVIDENCE_BUCKET).map(({ key }) => key),
  ...world.dynamo.items().flatMap(({ pk, sk }) => [String(pk?.S), String(sk?.S)]),
];

const keyViolations = (seen: Seen): readonly Violation[] =>
  keysIn(seen)
    .filter((key) => !KEY.test(key) || key.includes(MARK))
    .map((key) => violation('injected-key', JSON.stringify(key)));

const linesLogged = (): readonly string[] => [...takeLogged(), ...takeLoggedDetails()];

const logViolations = (): readonly Violation[] =>
  linesLogged()
    .filter((line) => /[^\x20-\x7e]/.test(line) || line.includes(MARK))
    .map((line) => violation('injected-log', JSON.stringify(line.slice(0, 80))));

const filtersIn = ({ records }: Seen): number =>
  records.cases.flatMap(({ plan }) => plan.captures.flatMap(({ filters }) => filters)).length;

const filterViolations = ({ plan }: CaseRecord): readonly Violation[] => {
  const subjects = new Set(network.subjects.map(({ address }) => `${address}/32`));
  return plan.captures.flatMap(({ filters }) =>
    filters
      .map(({ filter: { source, destination } }) => [source, destination].map((end) => String(end ?? 'any')))
      .filter((ends) => !ends.some((end) => subjects.has(end) || subjects.has(`${end}/32`)))
      .map((ends) => violation('broad-filter', ends.join(' to '))),
  );
};

const prototypeViolations = (): readonly Violation[] => {
  const strange = [...Object.keys(Object.prototype), ...Object.keys(Array.prototype)];
  return strange.map((name) => violation('polluted-prototype', name));
};

const recordViolations = (seen: Seen): readonly Violation[] => {
  const { sightings } = seen.records;
  const [sighting] = sightings;
  const raw = seen.world.sim.buckets.version(EVIDENCE_BUCKET, sighting?.rawKey ?? '');
  return [
    ...(sightings.length === 1 ? [] : [violation('conservation', `${sightings.length} sightings of one trigger`)]),
    ...(raw ? [] : [violation('raw-lost', 'the raw trigger is not kept')]),
  ];
};

const planOnce = async (world: ProofWorld, trigger: unknown): Promise<readonly Violation[]> => {
  try {
    await world.invoke('PlanCase', { trigger, executionArn: EXECUTION });
    return [];
  } catch (error) {
    return [violation('crash', error instanceof Error ? `${error.name}: ${error.message.slice(0, 120)}` : 'unknown')];
  }
};

/** One hostile trigger: planned without a crash, kept, accounted for, and nothing of it anywhere it should not be. */
export const hostileInput = async (product: Product, seed: number, index: number): Promise<ScheduleResult> => {
  const time = processTime();
  const choices = seededRandom(mixSeed(seed, 4, index));
  const random = seedProcess(mixSeed(seed, 5, index));
  const world = newProofWorld({ product, time, random, network });
  const [subject] = network.subjects;
  if (!subject) throw new RangeError('no subject');
  const finding = findingEvent({ number: 1, subject, peer: '198.51.100.7', atMs: time.nowMs() - 60_000 });
  const { trigger, values } = hostileEvent(choices.pick([finding, finding, ...hostileTemplates]), choices);
  const crashed = await time.drive(planOnce(world, trigger));
  const seen = see(world);
  return {
    violations: [
      ...crashed,
      ...(crashed.length > 0 ? [] : recordViolations(seen)),
      ...keyViolations(seen),
      ...logViolations(),
      ...seen.records.cases.flatMap(filterViolations),
      ...prototypeViolations(),
      ...world.problems.map((what) => violation('simulator', what)),
    ],
    digest: digestOf(world),
    calls: world.calls.length,
    recoveries: [],
    grades: Object.fromEntries(seen.records.sightings.map(({ outcome }) => [outcome, 1])),
    captures: seen.records.cases.reduce((sum, { plan }) => sum + plan.captures.length, 0),
    failedExecutions: 0,
    eventCopies: 0,
    tried: {
      'hostile values': values,
      keys: keysIn(seen).length,
      'log lines': linesLogged().length,
      filters: filtersIn(seen),
    },
  };
};
