import { checkCapture } from '../../../functions/check-capture/check-capture.ts';
import { parseCidr } from '../../../functions/lib/domain/address.ts';
import type { CaptureRecord } from '../../../functions/lib/domain/capture.ts';
import { accountStarts } from '../../../functions/lib/records/account-starts.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { slotStore } from '../../../functions/lib/records/slot-store.ts';
import { startCapture } from '../../../functions/start-capture/start-capture.ts';
import { memoryFlowOperations } from '../../fakes/memory-flow-operations.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { plannedCapture } from '../evidence/fixtures.ts';

export const firewallArn = 'arn:aws:network-firewall:us-east-1:111122223333:firewall/edge';
export const slot = { firewallArn, slotZone: 'us-east-1a' };
const silent = { info: () => {}, warn: () => {} };
export const idOf = (n: number) => ({
  caseId: `c-${String(n).padStart(40, '0')}`,
  captureKey: `t-${String(n).padStart(16, '0')}`,
  round: 1,
});

/** A capture that waits, one filter of its own. */
export const captureRecord = (n: number, changes: Partial<CaptureRecord> = {}): CaptureRecord => ({
  ...idOf(n),
  status: 'WAITING',
  askedAtMs: 1_000_000 + n,
  severity: 8,
  polls: 0,
  plan: plannedCapture({
    captureKey: idOf(n).captureKey,
    region: 'us-east-1',
    firewallArn,
    scope: { availabilityZone: 'us-east-1a' },
    slotZone: 'us-east-1a',
    filters: [
      {
        filter: { source: parseCidr(`10.0.0.${n}/32`), protocols: [6] },
        reason: 'a test',
        breadthBits: 40,
        mirrored: false,
      },
    ],
  }),
  ...changes,
});

/** The use cases over ports in memory, with a clock that the test moves. */
export const setUp = async (...records: readonly CaptureRecord[]) => {
  const time = { nowMs: 1_000_100 };
  const clock = { nowMs: () => time.nowMs };
  const table = memoryRecordTable();
  const operations = memoryFlowOperations(clock);
  const cases = caseStore(table);
  const slots = slotStore(table);
  const tokens = Array.from({ length: 50 }, (_, index) => `token-${index}`);
  const accounts = accountStarts(table);
  const deps = { cases, slots, accounts, operations, clock, log: silent, newToken: () => tokens.pop() ?? 'none left' };
  for (const record of records) await cases.createCapture(record);
  const pass = (ms: number): void => {
    time.nowMs += ms;
  };
  return { ...deps, deps, time, pass, start: startCapture(deps), check: checkCapture(deps) };
};
