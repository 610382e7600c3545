import { checkCapture } from '../../functions/check-capture/check-capture.ts';
import { parseCidr } from '../../functions/lib/domain/address.ts';
import type { CaptureId, CaptureRecord, PlannedCapture } from '../../functions/lib/domain/capture.ts';
import type { HourlyBounds } from '../../functions/lib/domain/capture-bounds.ts';
import type { CaseStore } from '../../functions/lib/ports/case-store.ts';
import type { FlowOperations } from '../../functions/lib/ports/flow-operations.ts';
import type { SlotStore } from '../../functions/lib/ports/slot-store.ts';
import { accountStarts } from '../../functions/lib/records/account-starts.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { slotStore } from '../../functions/lib/records/slot-store.ts';
import type { FireDeps } from '../../functions/lib/slots/slot-deps.ts';
import { startCapture } from '../../functions/start-capture/start-capture.ts';
import { memoryFlowOperations, type StartFault } from '../../test/fakes/memory-flow-operations.ts';
import { memoryRecordTable } from '../../test/fakes/memory-record-table.ts';

const FIREWALL = 'arn:aws:network-firewall:us-east-1:111122223333:firewall/model';
export const CAPTURES = 4;
/** Nobody of us asks for it. */
const FOREIGN_AGE = 1;
const HOUR_MS = 3_600_000;

/** What is put to the proof: the use cases over ports in memory, each invocation pausable at any port call. */
export interface ModelSystem {
  readonly cases: CaseStore;
  readonly slots: SlotStore;
  readonly pass: (ms: number) => void;
  readonly failNext: (fault: StartFault) => void;
  readonly startForeign: (lastsMs: number) => void;
  /** Runs a step. With `pauseAt` it stops before that port call until `resumeAll`, while others go on. */
  readonly start: (capture: number, pauseAt?: number) => Promise<void>;
  readonly check: (capture: number, pauseAt?: number) => Promise<void>;
  readonly resumeAll: () => Promise<void>;
  readonly records: () => Promise<readonly CaptureRecord[]>;
  /** Operations of ours that hold this capture's filter. */
  readonly operationsFor: (capture: number) => number;
  readonly holdsSlot: () => Promise<boolean>;
  /** Most operations of ours that started within less than an hour. */
  readonly mostInAnHour: () => number;
}

export const captureIdOf = (index: number): CaptureId => ({
  caseId: `c-${String(index).padStart(40, '0')}`,
  captureKey: `t-${String(index).padStart(16, '0')}`,
  round: 1,
});

const planOf = (index: number, bounds: HourlyBounds): PlannedCapture => ({
  captureKey: captureIdOf(index).captureKey,
  account: '111122223333',
  region: 'us-east-1',
  firewallArn: FIREWALL,
  scope: { availabilityZone: 'us-east-1a' },
  slotZone: 'us-east-1a',
  filters: [
    {
      filter: { source: parseCidr(`10.0.0.${index}/32`), protocols: [6] },
      reason: '',
      breadthBits: 40,
      mirrored: false,
    },
  ],
  minimumFlowAgeSeconds: 60 + (index % 2),
  rounds: 1,
  roundIntervalSeconds: 75,
  pollSeconds: 10,
  deadlineSeconds: 3_600,
  waitsPerRound: 1_000,
  ...bounds,
});

/** A function of a port with a gate before it. */
const gated = <T extends object>(port: T, gate: () => Promise<void>): T =>
  new Proxy(port, {
    get: (target, member) => {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'function') return value;
      return async (...parameters: readonly unknown[]) => {
        await gate();
        return await Reflect.apply(value, target, parameters);
      };
    },
  });

/** The request leaves only while it may: that is the adapter's last look. */
const sendingInTime = (operations: FlowOperations): FlowOperations => ({
  ...operations,
  start: async (request, mayStillSend) =>
    mayStillSend() ? await operations.start(request, mayStillSend) : { outcome: 'unknown', cause: 'too late' },
});

export const modelSystem = async (bounds: HourlyBounds): Promise<ModelSystem> => {
  let nowMs = 1_000_000;
  let tokens = 0;
  const clock = { nowMs: () => nowMs };
  const table = memoryRecordTable();
  const operations = memoryFlowOperations(clock);
  const [cases, slots, accounts] = [caseStore(table), slotStore(table), accountStarts(table)];
  const paused: (() => void)[] = [];
  const running: Promise<unknown>[] = [];
  for (let index = 0; index < CAPTURES; index += 1)
    await cases.createCapture({
      ...captureIdOf(index),
      plan: planOf(index, bounds),
      status: 'WAITING',
      askedAtMs: nowMs,
      severity: 7 + index,
      polls: 0,
    });

  const depsFor = (pauseAt: number): FireDeps => {
    let portCalls = 0;
    const gate = async (): Promise<void> => {
      portCalls += 1;
      if (portCalls === pauseAt) await new Promise<void>((resolve) => paused.push(resolve));
    };
    const log = { info: () => {}, warn: () => {} };
    const newToken = (): string => {
      tokens += 1;
      return `token-${tokens}`;
    };
    const timely = sendingInTime(operations);
    return {
      cases: gated(cases, gate),
      slots: gated(slots, gate),
      accounts: gated(accounts, gate),
      operations: gated(timely, gate),
      clock,
      log,
      newToken,
    };
  };

  const run = async (step: Promise<unknown>, pauseAt: number): Promise<void> => {
    // A lost race is thrown and the state machine runs the step again; so does the model, later.
    const settled = step.catch(() => {});
    running.push(settled);
    if (pauseAt === 0) await settled;
    else await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    cases,
    slots,
    pass: (ms) => {
      nowMs += ms;
    },
    failNext: (fault) => operations.failNext(fault),
    startForeign: (lastsMs) =>
      operations.startForeign(
        { ...planOf(99, bounds), filters: [{ protocols: [17] }], minimumFlowAgeSeconds: FOREIGN_AGE },
        lastsMs,
      ),
    start: (capture, pauseAt = 0) => run(startCapture(depsFor(pauseAt))(captureIdOf(capture)), pauseAt),
    check: (capture, pauseAt = 0) => run(checkCapture(depsFor(pauseAt))(captureIdOf(capture)), pauseAt),
    resumeAll: async () => {
      while (paused.length > 0) {
        for (const resume of paused.splice(0)) resume();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(running.splice(0));
    },
    records: () => Promise.all(Array.from({ length: CAPTURES }, (_, index) => cases.getCapture(captureIdOf(index)))),
    operationsFor: (capture) =>
      operations.started.filter(({ filters }) =>
        filters.some(({ source }) => source === planOf(capture, bounds).filters[0]?.filter.source),
      ).length,
    mostInAnHour: () => {
      const times = operations.started
        .filter(({ request }) => request.minimumFlowAgeSeconds !== FOREIGN_AGE)
        .map(({ requestedAtMs = 0 }) => requestedAtMs);
      return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at - from < HOUR_MS).length));
    },
    holdsSlot: async () =>
      (await slots.read({ firewallArn: FIREWALL, slotZone: 'us-east-1a' })).slot.operation !== undefined,
  };
};
