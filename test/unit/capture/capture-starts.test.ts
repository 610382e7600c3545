import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CaptureStarts,
  COUNTED_FOR_MS,
  noStarts,
  roomAtMs,
  withStart,
} from '../../../functions/lib/domain/capture-starts.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Starts whenever there is room, each time that somebody asks. */
const startsAt = (
  askedAtMs: readonly number[],
  maximum: number,
  severityAt: (index: number) => number = () => 5,
): readonly number[] => {
  let counted: CaptureStarts = noStarts;
  return askedAtMs.filter((atMs, index) => {
    const hasRoom = roomAtMs(counted, { maximum, severity: severityAt(index) }, atMs) <= atMs;
    if (hasRoom) counted = withStart(counted, atMs);
    return hasRoom;
  });
};

const mostInAnHour = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((atMs) => atMs >= from && atMs < from + HOUR_MS).length));

const everySecond = (hours: number): readonly number[] =>
  Array.from({ length: hours * 3_600 }, (_, second) => second * 1_000);

describe('the bound on captures in an hour', () => {
  it('holds in every hour, whenever it is asked', () => {
    const gaps = fc.array(fc.oneof(fc.nat(500), fc.nat(60_000), fc.nat(2_000_000)), { maxLength: 300 });
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 40 }),
        fc.func(fc.integer({ min: 0, max: 10 })),
        (steps, maximum, severityAt) => {
          let atMs = 1_000_000_000;
          const asked = steps.map((step) => {
            atMs += step;
            return atMs;
          });

          expect(mostInAnHour(startsAt(asked, maximum, severityAt))).toBeLessThanOrEqual(maximum);
        },
      ),
    );
  });

  it.each([1, 2, 3, 10, 120])('of %i lets half of it go at once, and nearly all of it within an hour', (maximum) => {
    const started = startsAt(everySecond(1), maximum);

    expect(started.filter((atMs) => atMs < maximum * 1_000).length).toBeGreaterThanOrEqual(Math.ceil(maximum / 2));
    expect(started.length).toBeGreaterThanOrEqual(maximum - 1);
    expect(started.length).toBeLessThanOrEqual(maximum);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 3],
    [120, 90],
    [2_000, 1_500],
  ])('of %i lets %i go at once for critical cases, which begin at severity 9', (maximum, atOnce) => {
    const asked = Array.from({ length: maximum }, (_, index) => 1_000_000 + index);

    expect(startsAt(asked, maximum, () => 9)).toHaveLength(atOnce);
    expect(startsAt(asked, maximum, () => 8.9)).toHaveLength(Math.ceil(maximum / 2));
  });

  it('keeps room for a critical case when milder ones have taken all that they may', () => {
    const asked = everySecond(1);

    const started = startsAt(asked, 120, (index) => (index === 1_800 ? 9 : 8));

    expect(started).toContain(1_800_000);
  });

  it('leaves nobody waiting for the rest of the hour once half of it is used', () => {
    const started = startsAt(everySecond(3), 120);

    const waits = started.slice(1).map((atMs, index) => atMs - (started[index] ?? 0));

    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * MINUTE_MS);
  });

  it('says when there is room, and there is none before', () => {
    const full = [0, 10, 20].reduce(withStart, noStarts);

    const wanted = { maximum: 3, severity: 5 };
    const roomMs = roomAtMs(full, wanted, 30);

    expect(roomMs).toBeGreaterThan(COUNTED_FOR_MS);
    expect(roomAtMs(full, wanted, roomMs - 1)).toBeGreaterThan(roomMs - 1);
    expect(roomAtMs(full, wanted, roomMs)).toBeLessThanOrEqual(roomMs);
  });

  it('keeps no more than one entry a minute, for little more than an hour', () => {
    const counted = everySecond(5).reduce(withStart, noStarts);

    expect(counted.minutes.length).toBeLessThanOrEqual(COUNTED_FOR_MS / MINUTE_MS + 2);
    expect(counted.minutes.every(([, count]) => count === 60)).toBe(true);
  });

  it('counts a start by a clock that is behind', () => {
    const counted = [100_000, 40_000].reduce(withStart, noStarts);

    expect(counted).toEqual({
      minutes: [
        [0, 1],
        [1, 1],
      ],
      lastAtMs: 100_000,
    });
  });
});
