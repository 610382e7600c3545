import type { CaptureRecord, PlannedCapture } from '../../../functions/lib/domain/capture.ts';
import { captureRecord, idOf, type setUp } from './setup.ts';

/** A capture by itself, under bounds, maybe in another zone. */
export const bounded = (
  n: number,
  plan: Partial<PlannedCapture>,
  changes: Partial<CaptureRecord> = {},
): CaptureRecord => {
  const record = captureRecord(n, { alone: true, ...changes });
  return { ...record, plan: { ...record.plan, rounds: 1, ...plan } };
};
/** What puts a planned capture into a zone. */
export const inZone = (zone: string) => ({ slotZone: zone, scope: { availabilityZone: zone } });

type World = Awaited<ReturnType<typeof setUp>>;

/** One round from its first step to the end of its operation. */
export const serve = async ({ start, check, pass }: World, n: number): Promise<void> => {
  await start(idOf(n));
  pass(20_000);
  await check(idOf(n));
};

/** Asks as often as it is told to, for at most so long. */
export const askUntil = async ({ start, pass }: World, n: number, untilMs: number) => {
  let waitedMs = 0;
  let turn = await start(idOf(n));
  while (turn.next === 'wait-for-slot' && waitedMs < untilMs) {
    pass(turn.waitSeconds * 1_000);
    waitedMs += turn.waitSeconds * 1_000;
    turn = await start(idOf(n));
  }
  return { turn, waitedMs };
};
