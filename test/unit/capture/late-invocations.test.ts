import { describe, expect, it } from 'vitest';
import { checkCapture } from '../../../functions/check-capture/check-capture.ts';
import { FIRE_WINDOW_MS } from '../../../functions/lib/domain/capture-timing.ts';
import type { CaseStore } from '../../../functions/lib/ports/case-store.ts';
import type { FlowOperations } from '../../../functions/lib/ports/flow-operations.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { captureRecord, idOf, setUp } from './setup.ts';

const id = idOf(1);

/** The first answer to this method comes only once `gate` opens; it is what was read before. */
const withLateRead = (cases: CaseStore, gate: Promise<void>): CaseStore => {
  let first = true;
  return {
    ...cases,
    findCapture: async (capture) => {
      const found = await cases.findCapture(capture);
      if (first) {
        first = false;
        await gate;
      }
      return found;
    },
  };
};

describe('an invocation that lives on beside its retry', () => {
  it('does not fire for a capture that was served while it slept', async () => {
    const { deps, operations, time } = await setUp(captureRecord(1));
    const gate = Promise.withResolvers<void>();
    const late = startCapture({ ...deps, cases: withLateRead(deps.cases, gate.promise) })(id);
    await startCapture(deps)(id);
    time.nowMs += 20_000;
    await checkCapture(deps)(id);

    gate.resolve();
    await late;

    expect(operations.started).toHaveLength(1);
  });

  it('does not send its request when making ready took longer than the fire window', async () => {
    const { deps, operations, time } = await setUp(captureRecord(1));
    const slow: FlowOperations = {
      ...operations,
      start: (request, mayStillSend) => {
        time.nowMs += FIRE_WINDOW_MS + 1;
        return mayStillSend()
          ? operations.start(request, mayStillSend)
          : Promise.resolve({ outcome: 'unknown', cause: 'late' });
      },
    };

    await startCapture({ ...deps, operations: slow })(id);

    expect(operations.started).toHaveLength(0);
  });
});
