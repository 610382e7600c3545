import { describe, expect, it } from 'vitest';
import type { FlowLogLease } from '../../../functions/lib/domain/flow-log.ts';
import {
  beginRetirement,
  endAfterOperator,
  endLeaseEarly,
  endRetirement,
  extendLease,
  isDue,
  isExtendable,
  leaveLease,
  newLease,
  reviveLease,
} from '../../../functions/lib/domain/flow-log-lease.ts';

const NOW_MS = 1_772_366_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const [MINE, OTHERS] = [`c-${'1'.repeat(40)}`, `c-${'2'.repeat(40)}`];

const lease = (changes: Partial<FlowLogLease> = {}): FlowLogLease => ({
  ...newLease(
    {
      flowLogId: 'fl-0123456789abcdef0',
      resourceId: 'eni-0123456789abcdef0',
      account: '111122223333',
      region: 'eu-west-1',
      createdAtMs: NOW_MS - 3 * HOUR_MS,
      untilMs: NOW_MS + HOUR_MS,
    },
    MINE,
  ),
  ...changes,
});
const ended = { untilMs: NOW_MS };
const retiring = lease({ ...ended, status: 'RETIRING', retiredAtMs: NOW_MS - 1 });
const STATUSES = ['ACTIVE', 'RETIRING', 'RETIRED', 'NEEDS_OPERATOR'] as const;

describe('a lease', () => {
  it.each([
    ['ACTIVE', true],
    ['NEEDS_OPERATOR', true],
    ['RETIRING', false],
    ['RETIRED', false],
  ] as const)('that is %s can be relied on: %s', (status, expected) => {
    expect(isExtendable(lease({ status }))).toBe(expected);
  });

  it.each([
    ['an hour before its end', {}, false],
    ['at its end', ended, true],
    ['at its end, before its pause is over', { ...ended, notBeforeMs: NOW_MS + 1 }, false],
    ['at its end, when its pause is over', { ...ended, notBeforeMs: NOW_MS }, true],
    ['before its end, once its deletion has begun', { status: 'RETIRING' }, true],
    ['that has ended', { ...ended, status: 'RETIRED' }, false],
    ['that waits for an operator', { ...ended, status: 'NEEDS_OPERATOR' }, false],
  ] as const)('%s is due: %3$s', (_, changes, expected) => {
    expect(isDue(lease(changes), NOW_MS)).toBe(expected);
  });
});

describe('extending', () => {
  const later = NOW_MS + 2 * HOUR_MS;

  it('adds a case that needs it no longer than the others', () => {
    expect(extendLease(OTHERS, NOW_MS)(lease())).toEqual(lease({ caseIds: [MINE, OTHERS] }));
  });

  it('takes the later end, and forgets what failed before', () => {
    const failed = lease({ status: 'NEEDS_OPERATOR', attempts: 5, notBeforeMs: 7, reason: 'it failed' });

    expect(extendLease(MINE, later)(failed)).toEqual(lease({ untilMs: later }));
  });

  it.each([
    ['the case is known and asks for nothing later', lease(), MINE, NOW_MS + HOUR_MS],
    ['it is being retired', retiring, OTHERS, later],
    ['it was retired', lease({ status: 'RETIRED' }), OTHERS, later],
  ])('changes nothing where %s', (_, before, caseId, untilMs) => {
    expect(extendLease(caseId, untilMs)(before)).toBe(before);
  });
});

describe('ending early', () => {
  it('ends it now where the case alone needs it', () => {
    expect(endLeaseEarly(MINE, NOW_MS)(lease())).toEqual(lease(ended));
    expect(leaveLease(MINE, NOW_MS)(lease())).toEqual(lease(ended));
  });

  it('leaves it to the others where they need it', () => {
    const shared = lease({ caseIds: [MINE, OTHERS] });

    expect(endLeaseEarly(MINE, NOW_MS)(shared)).toBe(shared);
    expect(leaveLease(MINE, NOW_MS)(shared)).toEqual(lease({ caseIds: [OTHERS] }));
  });

  it.each([
    ['it is over', lease({ untilMs: NOW_MS })],
    ['it was over', lease({ untilMs: NOW_MS - 1 })],
    ['it is being retired', lease({ status: 'RETIRING' })],
    ['an operator has to look', lease({ status: 'NEEDS_OPERATOR' })],
  ])('changes nothing where %s', (_, before) => {
    expect(endLeaseEarly(MINE, NOW_MS)(before)).toBe(before);
    expect(leaveLease(MINE, NOW_MS)(before)).toBe(before);
  });

  it('changes nothing for a case that does not need it', () => {
    const others = lease({ caseIds: [OTHERS] });

    expect(leaveLease(MINE, NOW_MS)(others)).toBe(others);
  });
});

describe('retiring', () => {
  it('claims what is due, and nothing twice', () => {
    const claimed = beginRetirement(NOW_MS)(lease(ended));

    expect(claimed).toEqual(lease({ ...ended, status: 'RETIRING', retiredAtMs: NOW_MS }));
    expect(beginRetirement(NOW_MS + 5)(claimed)).toBe(claimed);
    expect(beginRetirement(NOW_MS)(lease())).toEqual(lease());
  });

  it.each([
    ['deleted', 'deleted'],
    ['not-found', 'was gone already'],
  ] as const)('is over when the flow log was %s', (outcome, reason) => {
    expect(endRetirement(outcome, NOW_MS)(retiring)).toEqual({ ...retiring, status: 'RETIRED', reason });
  });

  it('tries again after five minutes, twice as long each time, and then calls for an operator', () => {
    const pauses: (number | undefined)[] = [];
    let now = lease(ended);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      now = endRetirement('failed', NOW_MS)({ ...now, status: 'RETIRING', retiredAtMs: NOW_MS });
      pauses.push(now.status === 'ACTIVE' ? ((now.notBeforeMs ?? 0) - NOW_MS) / MINUTE_MS : undefined);
    }

    expect(pauses).toEqual([5, 10, 20, 40, undefined]);
    expect(now).toMatchObject({ status: 'NEEDS_OPERATOR', attempts: 5, reason: 'DeleteFlowLogs failed 5 times' });
    expect(now.retiredAtMs).toBeUndefined();
  });

  it.each([
    ['access-denied', /was denied/],
    ['not-ours', /no longer carries our owner tag/],
  ] as const)('calls for an operator at once where it is %s', (outcome, reason) => {
    expect(endRetirement(outcome, NOW_MS)(retiring)).toMatchObject({
      status: 'NEEDS_OPERATOR',
      attempts: 1,
      reason: expect.stringMatching(reason),
    });
  });

  it.each(STATUSES.filter((status) => status !== 'RETIRING'))('leaves one alone that is %s by now', (status) => {
    const before = lease({ status });

    expect(endRetirement('deleted', NOW_MS)(before)).toBe(before);
  });
});

describe('what an operator removed', () => {
  it('has ended', () => {
    expect(endAfterOperator(NOW_MS)(lease({ status: 'NEEDS_OPERATOR' }))).toEqual(
      lease({ status: 'RETIRED', retiredAtMs: NOW_MS, reason: 'was removed by somebody else' }),
    );
  });

  it.each(STATUSES.filter((status) => status !== 'NEEDS_OPERATOR'))('is nothing that is %s', (status) => {
    const before = lease({ status });

    expect(endAfterOperator(NOW_MS)(before)).toBe(before);
  });
});

describe('a flow log that is listed after its lease has ended', () => {
  const retired = lease({ status: 'RETIRED', attempts: 2, retiredAtMs: NOW_MS - HOUR_MS, reason: 'was gone already' });

  it('is ours again an hour later', () => {
    expect(reviveLease(NOW_MS)(retired)).toEqual(lease());
  });

  it('may be a listing that lags until then', () => {
    expect(reviveLease(NOW_MS - 1)(retired)).toBe(retired);
  });

  it.each(STATUSES.filter((status) => status !== 'RETIRED'))('is no news while it is %s', (status) => {
    const before = lease({ status });

    expect(reviveLease(NOW_MS)(before)).toBe(before);
  });
});
