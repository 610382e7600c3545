import { planCaseFunction } from '../functions/plan-case/wiring.ts';
import { startCaptureFunction } from '../functions/start-capture/wiring.ts';
import { type Wave, wavingHost } from '../simulator/call-waves.ts';
import type { EngineEvent } from '../simulator/engine/state-machine.ts';
import { startLocalStack } from '../simulator/local-stack.ts';
import { beacon, finding } from './inputs.ts';
import type { Row } from './row.ts';

const FIRST_CAPTURE = 'StartFlowCapture';

interface EnteredState {
  readonly name: string;
  readonly type: string;
}

/** States entered up to the first `StartCapture` on the way there; what runs beside it is not waited for. */
const statesBefore = (events: readonly EngineEvent[]): readonly EnteredState[] => {
  const entered = events.flatMap((event) => (event.type === 'StateEntered' ? [event.state] : []));
  const upTo = entered.slice(0, entered.findIndex(({ name }) => name === 'StartCapture') + 1);
  return upTo.filter(({ name }) => name !== 'EnableFlowLogs');
};

const countStates = async (): Promise<readonly EnteredState[]> => {
  const stack = await startLocalStack({ world: beacon() });
  const events: EngineEvent[] = [];
  await stack.respond({ name: 'states', input: finding(), onEvent: (event) => events.push(event) });
  await stack.close();
  return statesBefore(events);
};

/** The calls of both functions in waves: none in a wave waits for another. */
const countWaves = async (): Promise<readonly Wave[]> => {
  const planning: Wave[] = [];
  const starting: Wave[] = [];
  const stack = await startLocalStack({
    world: beacon(),
    functionsOn: (host) => ({
      ...stubs,
      PlanCase: planCaseFunction(wavingHost(host, planning)),
      StartCapture: startCaptureFunction(wavingHost(host, starting)),
    }),
  });
  await stack.respond({ name: 'waves', input: finding() });
  await stack.close();
  const fired = starting.findIndex((wave) => wave.includes(FIRST_CAPTURE));
  return [...planning, ...starting.slice(0, fired + 1)];
};

/** What follows the first capture is not of interest here: each answers with an end. */
const end = async () => ({ next: 'ended', waitSeconds: 0 });
const stubs = {
  CheckCapture: end,
  CollectFlows: end,
  EnableFlowLogs: end,
  CloseCase: end,
  PublishCase: end,
  RetireFlowLogs: end,
};

/** From the event to the first `StartFlowCapture`, counted in the simulator. */
export const benchHops = async (): Promise<readonly Row[]> => {
  const [states, waves] = await Promise.all([countStates(), countWaves()]);
  const before = states.slice(0, -1).map(({ name }) => name);
  const tasks = states.filter(({ type }) => type === 'Task').map(({ name }) => name);
  const group = 'hops';
  return [
    {
      group,
      what: `Lambda calls: ${tasks.join(', ')}`,
      ours: String(tasks.length),
      target: '2',
      met: tasks.length === 2,
    },
    {
      group,
      what: `transitions: ${before.join(', ')}`,
      ours: String(before.length),
      target: '≤ 4',
      met: before.length <= 4,
    },
    {
      group,
      what: `AWS calls in sequence: ${waves.map((wave) => wave.map(plain).join(' + ')).join(' → ')}`,
      ours: String(waves.length),
      target: '≤ 6',
      met: waves.length <= 6,
    },
  ];
};

const plain = (call: string): string => (call.startsWith('PUT ') ? 'PutObject' : call);
