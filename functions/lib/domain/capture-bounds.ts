import type { CaptureRecord, HeldBack, PlannedCapture } from './capture.ts';
import { type CaptureStarts, roomAtMs } from './capture-starts.ts';
import { counted } from './count-text.ts';

/** How many captures may start in an hour: on one target (a firewall's slot), and in the account that owns the firewall. */
export type CaptureBounds = Pick<PlannedCapture, 'maximumPerTargetHour' | 'maximumPerAccountHour'>;

/** What captures that share an operation allow together: each keeps within the bounds of its own case's policy. */
export const boundsOf = (captures: readonly Pick<CaptureRecord, 'plan'>[]): CaptureBounds => ({
  maximumPerTargetHour: Math.min(...captures.map(({ plan }) => plan.maximumPerTargetHour)),
  maximumPerAccountHour: Math.min(...captures.map(({ plan }) => plan.maximumPerAccountHour)),
});

/** A start that has to wait, until when at the least, and for which bound. */
export interface HeldStart {
  readonly untilMs: number;
  readonly heldBack: HeldBack;
}

const held = (starts: CaptureStarts, heldBack: HeldBack, nowMs: number): HeldStart | undefined => {
  const untilMs = roomAtMs(starts, heldBack.maximum, nowMs);
  return untilMs > nowMs ? { untilMs, heldBack } : undefined;
};

export const heldByTarget = (starts: CaptureStarts, bounds: CaptureBounds, nowMs: number): HeldStart | undefined =>
  held(starts, { by: 'target', maximum: bounds.maximumPerTargetHour }, nowMs);

export const heldByAccount = (
  starts: CaptureStarts,
  { maximumPerAccountHour: maximum }: Pick<CaptureBounds, 'maximumPerAccountHour'>,
  nowMs: number,
): HeldStart | undefined => held(starts, { by: 'account', maximum }, nowMs);

const PLACES = { target: 'on one firewall and zone', account: 'in one account' } as const;

/** The bound in words. */
export const boundText = ({ by, maximum }: HeldBack): string =>
  `the bound of ${counted(maximum, 'capture')} an hour ${PLACES[by]}`;
