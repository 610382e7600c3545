import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../functions/lib/domain/lead.ts';
import type { Database } from '../../../functions/lib/domain/network/network.ts';
import { withDatabasePorts } from '../../../functions/lib/domain/paths/database-ports.ts';
import type { Tuple } from '../../../functions/lib/domain/tuple.ts';
import { cidr } from '../../support/network.ts';
import { HUB, leadOf } from '../../support/worlds.ts';

const instance = (dbInstanceId: string): Subject => ({ kind: 'rds-instance', dbInstanceId });
const database = (dbInstanceId: string, port?: number): Database => ({
  account: HUB,
  region: 'us-east-1',
  dbInstanceId,
  dbClusterId: 'orders',
  subnetIds: [],
  securityGroupIds: [],
  ...(port === undefined ? {} : { port }),
});
const login: Tuple = {
  peer: cidr('198.51.100.7/32'),
  protocols: [6],
  direction: 'inbound',
  subjectPortOf: 'database',
  reason: 'database login',
};
const ports = (tuples: readonly Tuple[], subjects: readonly Subject[], databases: readonly Database[]) =>
  withDatabasePorts(leadOf({ subjects, tuples }), databases).map(({ subjectPort }) => subjectPort?.from);

describe('the port of a database', () => {
  it('is what RDS says', () => {
    expect(ports([login], [instance('Orders-1')], [database('orders-1', 5432), database('other', 3306)])).toEqual([
      5432,
    ]);
  });

  it('is each of those that the members of a cluster have', () => {
    const cluster: Subject = { kind: 'rds-cluster', dbClusterId: 'orders' };

    expect(ports([login], [cluster], [database('a', 5432), database('b', 5433), database('c', 5432)])).toEqual([
      5432, 5433,
    ]);
  });

  it.each([
    ['RDS does not say it', [database('orders-1')]],
    ['the database was not found', []],
    ['one of several is not known', [database('orders-1', 5432), database('orders-2')]],
  ])('stays open where %s', (_what, databases) => {
    expect(ports([login], [instance('orders-1'), instance('orders-2')], databases)).toEqual([undefined]);
  });

  it('is nothing that other conversations are narrowed by', () => {
    const { subjectPortOf: _, ...asked } = login;

    expect(ports([asked], [instance('orders-1')], [database('orders-1', 5432)])).toEqual([undefined]);
  });
});
