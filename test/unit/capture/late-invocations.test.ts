import { describe, expect, it } from 'vitest';
import { checkCapture } from '../../../functions/check-capture/check-capture.ts';
import { parseCidr } from '../../../functions/lib/domain/address.ts';
import { FIRE_WINDOW_MS } from '../../../functions/lib/domain/capture-timing.ts';
import type { CaseStore } from '../../../functions/lib/ports/case-store.ts';
import type { FlowOperations } from '../../../functions/lib/ports/flow-operations.ts';
import { accountStarts } from '../../../functions/lib/records/account-starts.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { slotStore } from '../../../functions/lib/records/slot-store.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { memoryFlowOperations } from '../../fakes/memory-flow-operations.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';

const id = { caseId: `c-${'1'.repeat(40)}`, captureKey: `t-${'1'.repeat(16)}`, round: 1 };
const plan = {
  captureKey: id.captureKey,
  account: '111122223333',
  region: 'us-east-1',
  firewallArn: 'arn:aws:network-firewall:us-east-1:111122223333:firewall/edge',
  scope: { availabilityZone: 'us-east-1a' },
  slotZone: 'us-east-1a',
  filters: [
    { filter: { source: parseCidr('10.0.0.1/32'), protocols: [6] }, reason: '', breadthBits: 40, mirrored: false },
  ],
  minimumFlowAgeSeconds: 60,
  rounds: 1,
  roundIntervalSeconds: 75,
  pollSeconds: 10,
  deadlineSeconds: 3_600,
  waitsPerRound: 1_000,
  maximumPerTargetHour: 100,
  maximumPerAccountHour: 100,
};

const setUp = async () => {
  const time = { nowMs: 1_000_000 };
  const clock = { nowMs: () => time.nowMs };
  const table = memoryRecordTable();
  const cases = caseStore(table);
  const operations = memoryFlowOperations(clock);
  const log = { info: () => {}, warn: () => {} };
  await cases.createCapture({ ...id, plan, status: 'WAITING', askedAtMs: 1, severity: 8, polls: 0, slotWaits: 0 });
  const [slots, accounts] = [slotStore(table), accountStarts(table)];
  const deps = { cases, slots, accounts, operations, clock, log, newToken: () => 'token' };
  return { deps, operations, time };
};

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
    const { deps, operations, time } = await setUp();
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
    const { deps, operations, time } = await setUp();
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
