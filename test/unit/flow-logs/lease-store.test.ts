import { describe, expect, it } from 'vitest';
import { newLease } from '../../../functions/lib/domain/flow-log-lease.ts';
import type { RecordTable } from '../../../functions/lib/ports/record-table.ts';
import { leaseStore } from '../../../functions/lib/records/lease-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';

const lease = newLease(
  { flowLogId: 'fl-1', resourceId: 'eni-1', account: '111122223333', region: 'us-east-1', createdAtMs: 1, untilMs: 2 },
  'c-1',
);

/** A table whose process dies before the n-th write. */
const dyingTable = (table: RecordTable, writes: number): RecordTable => {
  let left = writes;
  const counted =
    <A extends readonly unknown[]>(write: (...args: A) => Promise<boolean>) =>
    async (...args: A): Promise<boolean> => {
      left -= 1;
      if (left < 0) throw new Error('dead');
      return await write(...args);
    };
  return { ...table, create: counted(table.create), replace: counted(table.replace), remove: counted(table.remove) };
};

describe('the lease store', () => {
  it('creates a lease once', async () => {
    const leases = leaseStore(memoryRecordTable());

    expect(await leases.create(lease)).toBe(true);
    expect(await leases.create(lease)).toBe(true);
    expect(await leases.create({ ...lease, caseIds: ['c-2'] })).toBe(false);
    expect(await leases.find('fl-1')).toEqual(lease);
  });

  it.each([0, 1, 2])('shows every lease there is, wherever its creation stops (%i writes)', async (writes) => {
    const table = memoryRecordTable();
    await leaseStore(dyingTable(table, writes))
      .create(lease)
      .catch(() => undefined);

    const leases = leaseStore(table);
    const known = await leases.find('fl-1');

    expect(await leases.listOpen()).toEqual(known === undefined ? [] : [lease]);
    expect(await leases.create(lease)).toBe(true);
    expect(await leases.listOpen()).toEqual([lease]);
  });

  it.each([0, 1, 2])(
    'never lists one that has ended for good, wherever ending it stops (%i writes)',
    async (writes) => {
      const table = memoryRecordTable();
      await leaseStore(table).create(lease);
      await leaseStore(dyingTable(table, writes))
        .update('fl-1', (current) => ({ ...current, status: 'RETIRED' }))
        .catch(() => undefined);

      const open = await leaseStore(table).listOpen();

      expect(open).toEqual(writes === 0 ? [lease] : []);
      expect(table.records().some(({ key }) => key.pk === 'LEASES')).toBe(writes === 0);
    },
  );

  it('lists leases that wait for an operator, and remembers places', async () => {
    const leases = leaseStore(memoryRecordTable());
    await leases.create({ ...lease, status: 'NEEDS_OPERATOR' });
    await leases.addPlace({ account: '111122223333', region: 'us-east-1' });
    await leases.addPlace({ account: '111122223333', region: 'us-east-1' });

    expect(await leases.listOpen()).toHaveLength(1);
    expect(await leases.listPlaces()).toEqual([{ account: '111122223333', region: 'us-east-1' }]);
  });
});
