import type { CaptureRecord, HeldBack, PlannedCapture } from './capture.ts';
import { type CaptureStarts, roomAtMs, type WantedStart } from './capture-starts.ts';
import { counted } from './count-text.ts';

/** How many captures may start in an hour: on one target (a firewall's slot), and in the account that owns the firewall. */
export type HourlyBounds = Pick<PlannedCapture, 'maximumPerTargetHour' | 'maximumPerAccountHour'>;

/** What bounds one start. */
export interface CaptureBounds extends HourlyBounds {
  /** Critical captures may use more of a bound at once. */
  readonly severity: number;
}

/** What captures that share an operation allow together: each keeps within the bounds of its own case's policy, and the most
 * severe says how urgent it is. */
export const boundsOf = (captures: readonly Pick<CaptureRecord, 'plan' | 'severity'>[]): CaptureBounds => ({
  maximumPerTargetHour: Math.min(...captures.map(({ plan }) => plan.maximumPerTargetHour)),
  maximumPerAccountHour: Math.min(...captures.map(({ plan }) => plan.maximumPerAccountHour)),
  severity: Math.max(...captures.map(({ severity }) => severity)),
});

/** A start that has to wait, until when at the least, and for which bound. */
export interface HeldStart {
  readonly untilMs: number;
  readonly heldBack: HeldBack;
}

const held = (
  starts: CaptureStarts,
  { by, ...wanted }: WantedStart & Pick<HeldBack, 'by'>,
  nowMs: number,
): HeldStart | undefined => {
  const untilMs = roomAtMs(starts, wanted, nowMs);
  return untilMs > nowMs ? { untilMs, heldBack: { by, maximum: wanted.maximum } } : undefined;
};

export const heldByTarget = (
  starts: CaptureStarts,
  { maximumPerTargetHour: maximum, severity }: CaptureBounds,
  nowMs: number,
): HeldStart | undefined => held(starts, { by: 'target', maximum, severity }, nowMs);

export const heldByAccount = (
  starts: CaptureStarts,
  { maximumPerAccountHour: maximum, severity }: Pick<CaptureBounds, 'maximumPerAccountHour' | 'severity'>,
  nowMs: number,
): HeldStart | undefined => held(starts, { by: 'account', maximum, severity }, nowMs);

const PLACES = { target: 'on one firewall and zone', account: 'in one account' } as const;

/** The bound in words. */
export const boundText = ({ by, maximum }: HeldBack): string =>
  `the bound of ${counted(maximum, 'capture')} an hour ${PLACES[by]}`;
