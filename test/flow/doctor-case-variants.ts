import { newLease } from '../../functions/lib/domain/flow-log-lease.ts';
import { leaseStore } from '../../functions/lib/records/lease-store.ts';
import { caseRecord } from '../unit/evidence/fixtures.ts';
import { account } from './doctor-stack.ts';
import type { Variant } from './doctor-variant.ts';

const HOUR_MS = 3_600_000;

const leaseUntil = (untilMs: number) =>
  newLease(
    { flowLogId: 'fl-0aa', resourceId: 'eni-0aa', account, region: 'us-east-1', createdAtMs: 0, untilMs },
    `c-${'a'.repeat(40)}`,
  );

/** What waits, and what did not end. */
export const caseVariants: readonly Variant[] = [
  {
    what: 'dead letters',
    check: 'dead-letters',
    outcome: 'warning',
    detail: /^3 events wait that started no case$/,
    harm: ({ simulator }) => {
      for (const url of simulator.deployment.queues.keys()) simulator.deployment.queues.set(url, 3);
    },
  },
  {
    what: 'an open case',
    check: 'open-cases',
    outcome: 'warning',
    detail: /^1 cases are open$/,
    harm: ({ cases, time }) => cases.createCase(caseRecord({ openedAtMs: time.nowMs() - HOUR_MS })),
  },
  {
    what: 'a case that lost its execution',
    check: 'open-cases',
    outcome: 'failed',
    detail: /open for over 13 hours/,
    harm: ({ cases, time }) => cases.createCase(caseRecord({ openedAtMs: time.nowMs() - 14 * HOUR_MS })),
  },
  {
    what: 'a flow log that is on',
    check: 'leases',
    outcome: 'warning',
    detail: /^1 flow logs of ours are on$/,
    harm: (stack) => leaseStore(stack.table).create(leaseUntil(stack.time.nowMs() + HOUR_MS)),
  },
  {
    what: 'a flow log past its end',
    check: 'leases',
    outcome: 'warning',
    detail: /its lease ended .*, and it is still there/,
    harm: (stack) => leaseStore(stack.table).create(leaseUntil(stack.time.nowMs() - 2 * HOUR_MS)),
  },
  {
    what: 'a flow log that waits for a person',
    check: 'leases',
    outcome: 'failed',
    detail: /denied/,
    harm: (stack) =>
      leaseStore(stack.table).create({ ...leaseUntil(0), status: 'NEEDS_OPERATOR', reason: 'was denied' }),
  },
];
