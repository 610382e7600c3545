import type { CaptureRecord, PlannedCapture } from './capture.ts';

/** Turns that one execution may take over all its captures. Its history holds 25,000 events (Step Functions quotas), and a
 * turn of a capture's loop is a task (5 events), a choice (2) and a wait (2); what is left is for retries and everything else. */
export const MOST_TURNS = 2_500;

/** Turns of a round beside its waits: it begins, it is collected, it waits for the next round. */
const OTHER_TURNS = 4;
const FEWEST_WAITS = 10;

/** Most captures of so many rounds that one execution can be sure to see to their end. */
export const mostCaptures = (rounds: number): number =>
  Math.floor(MOST_TURNS / (rounds * (FEWEST_WAITS + OTHER_TURNS)));

/** How often each round of each of so many captures may wait, for its slot and for its results together. */
export const waitsOfARound = (captures: number, rounds: number): number =>
  Math.max(FEWEST_WAITS, Math.floor(MOST_TURNS / (captures * rounds)) - OTHER_TURNS);

/** How long each round of a planned capture may take, and how often it may wait. */
type Patience = Pick<PlannedCapture, 'deadlineSeconds' | 'waitsPerRound'>;

const SHORTEST_WAIT_S = 5;
const LONGEST_WAIT_S = 60;
const USUAL_GROWTH = 0.25;

/** Waits that grow by a quarter up to a minute fit into a round that may wait so often. */
const mayLookEveryMinute = ({ deadlineSeconds, waitsPerRound }: Patience): boolean =>
  waitsPerRound >= deadlineSeconds / LONGEST_WAIT_S + 40;

/** Seconds to wait after so many seconds of waiting: a quarter of them, 5 to 60; a larger part, and without end, where a
 * case has so many rounds that its history would not hold the turns. Each of a round's two loops, for its slot and for its
 * results, keeps within half of `waitsPerRound`, and none waits beyond the deadline. */
const backOffSeconds = (waitedSeconds: number, patience: Patience): number => {
  const { deadlineSeconds, waitsPerRound } = patience;
  const halfOfWaits = Math.max(1, Math.floor(waitsPerRound / 2) - 2);
  const growth = Math.max(USUAL_GROWTH, (deadlineSeconds / SHORTEST_WAIT_S) ** (1 / halfOfWaits) - 1);
  const longest = mayLookEveryMinute(patience) ? LONGEST_WAIT_S : Math.max(0, deadlineSeconds - waitedSeconds + 1);
  return Math.max(SHORTEST_WAIT_S, Math.min(Math.ceil(waitedSeconds * growth), longest));
};

const secondsSince = (sinceMs: number, nowMs: number): number => Math.max(0, (nowMs - sinceMs) / 1_000);

/** Seconds until a capture that waits for its slot asks again.
 * @param untilMs when it is known that nothing changes before this time */
export const slotWaitSeconds = (
  { askedAtMs, plan }: Pick<CaptureRecord, 'askedAtMs' | 'plan'>,
  nowMs: number,
  untilMs = nowMs,
): number => Math.max(Math.ceil((untilMs - nowMs) / 1_000), backOffSeconds(secondsSince(askedAtMs, nowMs), plan));

/** Seconds until a capture that waits for its results asks again: `pollSeconds`, and longer the longer it takes. */
export const resultsWaitSeconds = (
  { askedAtMs, firedAtMs = askedAtMs, plan }: Pick<CaptureRecord, 'askedAtMs' | 'firedAtMs' | 'plan'>,
  nowMs: number,
): number => {
  const waitedSeconds = secondsSince(firedAtMs, nowMs);
  return waitedSeconds < 2 * plan.pollSeconds
    ? plan.pollSeconds
    : Math.max(plan.pollSeconds, backOffSeconds(waitedSeconds, plan));
};
