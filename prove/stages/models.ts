import fc from 'fast-check';
import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import { noSummary, type Summary } from '../summary.ts';
import { CAPTURES, type ModelSystem, modelSystem } from './model-system.ts';

/** What the model knows: which captures were served, and by which operation. Both only ever grow. */
interface Model {
  readonly served: Map<string, string>;
  readonly ended: Set<string>;
  readonly mostInAnHour: number;
}

type ModelCommand = fc.AsyncCommand<Model, ModelSystem>;

const keyOf = ({ caseId }: CaptureRecord): string => caseId;

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** True after every command: a capture is served once, by one operation, and stays so; its end is an end. */
const checkModel = async (model: Model, real: ModelSystem): Promise<void> => {
  const records = await real.records();
  records.forEach((record, index) => {
    const key = keyOf(record);
    const known = model.served.get(key);
    demand(known === undefined || known === record.operationId, `${key} changed its operation`);
    demand(!model.ended.has(key) || record.status === 'ENDED', `${key} came back from its end`);
    demand(real.operationsFor(index) <= 1, `capture ${index} was started ${real.operationsFor(index)} times`);
    if (record.operationId !== undefined) model.served.set(key, record.operationId);
    if (record.status === 'ENDED') model.ended.add(key);
  });
  const started = real.mostInAnHour();
  demand(started <= model.mostInAnHour, `${started} operations in an hour, ${model.mostInAnHour} are allowed`);
};

const command = (text: string, act: (real: ModelSystem) => Promise<void> | void): ModelCommand => ({
  check: () => true,
  run: async (model, real) => {
    await act(real);
    await checkModel(model, real);
  },
  toString: () => text,
});

const capture = fc.nat({ max: CAPTURES - 1 });
const pauseAt = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 14 }) },
);
const commands = [
  fc.tuple(capture, pauseAt).map(([one, at]) => command(`start ${one} pause ${at}`, (real) => real.start(one, at))),
  fc.tuple(capture, pauseAt).map(([one, at]) => command(`check ${one} pause ${at}`, (real) => real.check(one, at))),
  fc
    .constantFrom(100, 4_000, 11_000, 30_000, 61_000, 200_000)
    .map((ms) => command(`pass ${ms}`, (real) => real.pass(ms))),
  fc.constantFrom('lost', 'dropped', 'rejected').map((fault) => command(fault, (real) => real.failNext(fault))),
  fc.constantFrom(3_000, 40_000).map((ms) => command(`foreign ${ms}`, (real) => real.startForeign(ms))),
  fc.constant(command('resume', (real) => real.resumeAll())),
];

const histories = fc.commands(commands, { maxCommands: 40, size: 'max' });
/** Most histories are not bounded: what else they show would not happen under a bound. */
const bound = fc.oneof(
  { weight: 3, arbitrary: fc.constant(100) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);

/** More than the deadline of a round that a bound holds back. */
const TURNS = 80;

const openRecords = async (real: ModelSystem): Promise<number> =>
  (await real.records()).filter(({ status }) => status === 'WAITING' || status === 'FIRED').length;

/** Time goes on and steps are repeated until every capture has its operation or its end, and the slot is free. */
const comeToRest = async (real: ModelSystem): Promise<void> => {
  await real.resumeAll();
  for (let turn = 0; turn < TURNS; turn += 1) {
    real.pass(65_000);
    for (let one = 0; one < CAPTURES; one += 1) {
      await real.start(one);
      await real.check(one);
    }
    if (!(await real.holdsSlot()) && (await openRecords(real)) === 0) return;
  }
  const open = await openRecords(real);
  demand(open === 0, `${open} captures never end`);
  demand(!(await real.holdsSlot()), 'the slot is held after every end');
};

/** Runs random histories against the model. @returns what they amount to; the violation names the smallest history */
export const playModels = async (seed: number, runs: number): Promise<Summary> => {
  const property = fc.asyncProperty(histories, bound, bound, async (history, target, account) => {
    const model: Model = { served: new Map(), ended: new Set(), mostInAnHour: Math.min(target, account) };
    const real = await modelSystem({ maximumPerTargetHour: target, maximumPerAccountHour: account });
    await fc.asyncModelRun(() => ({ model, real }), history);
    await comeToRest(real);
    await checkModel(model, real);
  });
  const details = await fc.check(property, { seed, numRuns: runs });
  if (!details.failed) return { ...noSummary, schedules: details.numRuns };
  const { errorInstance: error } = details;
  const what = `${error instanceof Error ? error.message : ''} ${fc.defaultReportMessage(details) ?? 'failed'}`;
  return {
    ...noSummary,
    schedules: details.numRuns,
    violationCounts: { model: 1 },
    violations: [{ rule: 'model', what: what.slice(0, 1_500), schedule: `models, seed ${seed}` }],
  };
};
