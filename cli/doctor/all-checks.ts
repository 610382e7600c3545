import type { Check } from './check.ts';
import { concurrency } from './checks/concurrency.ts';
import { deadLetters } from './checks/dead-letters.ts';
import { evidenceBucket } from './checks/evidence-bucket.ts';
import { firewalls } from './checks/firewalls.ts';
import { flowLogDelivery } from './checks/flow-log-delivery.ts';
import { flowLogDestination } from './checks/flow-log-destination.ts';
import { identity } from './checks/identity.ts';
import { leases } from './checks/leases.ts';
import { machines } from './checks/machines.ts';
import { members } from './checks/members.ts';
import { objectLock } from './checks/object-lock.ts';
import { openCases } from './checks/open-cases.ts';
import { policy } from './checks/policy.ts';
import { protection } from './checks/protection.ts';
import { signingKey } from './checks/signing-key.ts';
import { stacks } from './checks/stacks.ts';
import { table } from './checks/table.ts';

/** Every check, in the order in which a person wants to read them: what the others rest on first. */
export const allChecks: readonly Check[] = [
  identity,
  stacks,
  policy,
  table,
  evidenceBucket,
  signingKey,
  machines,
  members,
  firewalls,
  flowLogDestination,
  flowLogDelivery,
  concurrency,
  deadLetters,
  openCases,
  leases,
  objectLock,
  protection,
];
