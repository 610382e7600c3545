import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { EngineEvent } from '../../simulator/engine/state-machine.ts';
import type { Call } from '../../simulator/wire/calls.ts';
import type { Paint } from '../render/colour.ts';

export interface ProgressOptions {
  readonly startMs: number;
  readonly nowMs: () => number;
  /** Every AWS call so far; grows while the execution runs. */
  readonly calls: readonly Call[];
  readonly paint: Paint;
  readonly line: (text: string) => void;
  readonly speed: number;
}

/** Calls worth a line: what has an effect outside our own records, and what brings evidence. */
const TOLD = new Map([
  ['StartFlowCapture', 'started a capture'],
  ['DescribeFlowOperation', 'asked for the operation'],
  ['ListFlowOperationResults', 'read a page of results'],
  ['CreateFlowLogs', 'turned flow logs on'],
  ['DeleteFlowLogs', 'deleted flow logs'],
  ['Sign', 'signed the manifest'],
  ['PutEvents', 'told the event bus'],
]);

const clockText = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
};

const numberAt = (value: unknown, name: string): number | undefined => {
  const found = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
  return typeof found === 'number' ? found : undefined;
};

/** A printer of what happens, as it happens: states from the engine, calls from the wire. */
export const progressPrinter = ({ startMs, nowMs, calls, paint, line, speed }: ProgressOptions) => {
  let told = 0;
  const say = (what: string, detail: string): void => {
    const text = `${paint('dim', clockText(nowMs() - startMs))}  ${what.padEnd(24)} ${detail}`;
    line(`${text.trimEnd()}\n`);
  };

  const tellCalls = (): void => {
    for (const call of calls.slice(told)) {
      const text = TOLD.get(call.operation ?? '');
      if (text)
        say(
          '',
          paint(
            'cyan',
            `${call.service} ${call.operation}: ${text}${(call.status ?? 0) < 300 ? '' : ` (${call.error ?? call.status})`}`,
          ),
        );
    }
    told = calls.length;
  };

  const wait = (name: string, seconds: number): void => {
    const shown = speed > 0 ? `, shown in ${(seconds / speed).toFixed(1)} s` : ', not waited for';
    say(name, paint('yellow', `waits ${seconds} s${shown}`));
  };

  return (event: EngineEvent): void => {
    tellCalls();
    if (event.type === 'StateEntered') {
      const { name, input } = event.state;
      const seconds = numberAt(input, 'waitSeconds');
      const round = numberAt(input, 'round');
      if (name.startsWith('WaitFor') && seconds !== undefined) wait(name, seconds);
      else if (event.state.type === 'Task') say(name, round === undefined ? '' : `round ${round}`);
    } else if (event.type === 'StateFailed' || event.type === 'StateCaught') {
      say(event.state.name, paint('red', event.type === 'StateFailed' ? `failed: ${visible(event.Error)}` : 'caught'));
    } else if (event.type === 'ExecutionSucceeded' || event.type === 'ExecutionFailed') {
      say(event.type === 'ExecutionSucceeded' ? 'Done' : 'Failed', '');
    }
  };
};
