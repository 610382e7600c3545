import { type AccountRegion, placeKey } from '../domain/account-region.ts';
import type { FlowLogLease } from '../domain/flow-log.ts';
import type { LeaseStore } from '../ports/case-store.ts';
import type { RecordKey, RecordTable } from '../ports/record-table.ts';
import { typedRecords } from './typed-record.ts';

const leaseKey = (flowLogId: string): RecordKey => ({ pk: `LEASE#${flowLogId}`, sk: 'LEASE' });

/** All open leases in one partition, by id. An entry is written before its lease and removed after the lease has ended
 * for good: a crash in between leaves an entry too many, which is harmless, and never a lease that no list shows. */
const openPk = 'LEASES';
const openKey = (flowLogId: string): RecordKey => ({ pk: openPk, sk: flowLogId });
/** Entries are never changed. */
const ENTRY_REVISION = 1;
/** Accounts and Regions where we ever asked for a flow log. */
const placesPk = 'FLOW_LOG_PLACES';
/** Leases read at a time. */
const READS_AT_ONCE = 16;

/** The leases over the one table. */
export const leaseStore = (table: RecordTable): LeaseStore => {
  const leases = typedRecords<FlowLogLease>(table, 'lease');
  const entries = typedRecords<{ readonly flowLogId: string }>(table, 'open-lease');
  const places = typedRecords<AccountRegion>(table, 'flow-log-place');
  const close = (flowLogId: string) => table.remove(openKey(flowLogId), ENTRY_REVISION);

  const openLease = async (flowLogId: string): Promise<readonly FlowLogLease[]> => {
    const lease = await leases.find(leaseKey(flowLogId));
    if (lease?.status === 'RETIRED') await close(flowLogId);
    return lease === undefined || lease.status === 'RETIRED' ? [] : [lease];
  };

  return {
    find: (flowLogId) => leases.find(leaseKey(flowLogId)),
    create: async (lease) => {
      await entries.create(openKey(lease.flowLogId), { flowLogId: lease.flowLogId });
      return await leases.create(leaseKey(lease.flowLogId), lease);
    },
    update: async (flowLogId, change) => {
      const lease = await leases.update(leaseKey(flowLogId), change);
      if (lease.status === 'RETIRED') await close(flowLogId);
      return lease;
    },
    listOpen: async () => {
      const ids = (await entries.list(openPk, '')).map(({ flowLogId }) => flowLogId);
      const open: FlowLogLease[] = [];
      for (let at = 0; at < ids.length; at += READS_AT_ONCE) {
        open.push(...(await Promise.all(ids.slice(at, at + READS_AT_ONCE).map(openLease))).flat());
      }
      return open;
    },
    addPlace: async ({ account, region }) => {
      await places.create({ pk: placesPk, sk: placeKey({ account, region }) }, { account, region });
    },
    listPlaces: () => places.list(placesPk, ''),
  };
};
