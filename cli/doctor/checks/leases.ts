import { dynamoRecordTable } from '../../../functions/lib/adapters/dynamo-record-table.ts';
import type { FlowLogLease } from '../../../functions/lib/domain/flow-log.ts';
import { leaseStore } from '../../../functions/lib/records/lease-store.ts';
import { type Check, type Finding, failed, ok, warning } from '../check.ts';

/** The sweeper comes every quarter of an hour, and pauses after a deletion that failed. */
const LATE_MS = 60 * 60_000;

const findingOf = (lease: FlowLogLease, nowMs: number): readonly Finding[] => {
  const { flowLogId, resourceId, status, untilMs, reason } = lease;
  const subject = `${flowLogId} on ${resourceId}`;
  if (status === 'NEEDS_OPERATOR')
    return [failed(subject, reason ?? 'a person must delete it', `delete ${flowLogId} by hand in ${lease.account}`)];
  if (untilMs + LATE_MS < nowMs)
    return [
      warning(
        subject,
        `its lease ended ${new Date(untilMs).toISOString()}, and it is still there`,
        'see the last execution of retire-flow-logs',
      ),
    ];
  return [];
};

/** Leases of flow logs that are open: destroying the deployment leaves their flow logs running. */
export const leases: Check = {
  name: 'leases',
  about: 'clean-up',
  reads: ['dynamodb:Query', 'dynamodb:GetItem'],
  look: async ({ host, deployment, nowMs }) => {
    const tableName = deployment.output('TableName');
    if (tableName === undefined) return [failed('leases', 'cannot be read without the table', 'see to the table')];
    const open = await leaseStore(dynamoRecordTable(host, tableName)).listOpen();
    const found = open.flatMap((lease) => findingOf(lease, nowMs()));
    if (open.length === 0) return [ok('leases', 'none is open')];
    const next = 'before a clean-up, end them with "flowtrap retire <case>": nobody deletes them afterwards';
    return [...found, warning('leases', `${open.length} flow logs of ours are on`, next)];
  },
};
