import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../functions/lib/domain/lead.ts';
import type { Database, NetworkInterface } from '../../../functions/lib/domain/network/network.ts';
import { SPOKE } from '../../support/worlds.ts';
import { where } from './found-paths.ts';
import { eni, resolved, WORKLOAD } from './resolved-subjects.ts';

const OTHER_ZONE = 'subnet-00000000000000002';
const rds = (interfaceId: string, parts: Partial<NetworkInterface> = {}) =>
  eni(interfaceId, { description: 'RDSNetworkInterface', securityGroupIds: ['sg-1', 'sg-2'], ...parts });
const database = (dbInstanceId: string, parts: Partial<Database> = {}): Database => ({
  ...where,
  dbInstanceId,
  subnetIds: [WORKLOAD, OTHER_ZONE],
  securityGroupIds: ['sg-1', 'sg-2'],
  ...parts,
});
const instance: Subject = { kind: 'rds-instance', dbInstanceId: 'orders-1' };
const cluster: Subject = { kind: 'rds-cluster', dbClusterId: 'orders' };
const sole = 'the RDS interface with the subnets and security groups of orders-1';
const oneOf = (count: number) =>
  `one of ${count} RDS interfaces with the subnets and security groups of orders-1: RDS does not say which is its own`;
const found = async (
  interfaces: readonly NetworkInterface[],
  databases: readonly Database[] = [database('orders-1')],
  subject: Subject = instance,
) => await resolved([subject], { interfaces, databases });

describe('the interface of a database', () => {
  it.each<[string, NetworkInterface]>([
    ['account', rds('eni-b', { account: SPOKE })],
    ['Region', rds('eni-b', { region: 'eu-west-1' })],
    ['service', rds('eni-b', { description: 'ELB app/web/1' })],
    ['subnet', rds('eni-b', { subnetId: 'subnet-00000000000000003' })],
    ['security groups', rds('eni-b', { securityGroupIds: ['sg-1', 'sg-9'] })],
  ])('is never one of another %s', async (_, other) => {
    expect((await found([rds('eni-a'), other])).reasons).toEqual([['eni-a', sole]]);
    expect((await found([other])).unresolved).toEqual(['the interface of orders-1 could not be read']);
  });

  it('is one with exactly its groups before one with more', async () => {
    const more = rds('eni-a', { securityGroupIds: ['sg-1', 'sg-2', 'sg-3'] });

    expect((await found([more, rds('eni-b')])).reasons).toEqual([['eni-b', sole]]);
    expect((await found([more])).reasons).toEqual([['eni-a', sole]]);
  });

  it('is the one in its zone', async () => {
    const both = [rds('eni-a'), rds('eni-b', { subnetId: OTHER_ZONE })];
    const inZone = (zoneName: string) => [database('orders-1', { zoneName })];

    expect((await found(both, inZone('us-east-1a'))).reasons).toEqual([['eni-a', sole]]);
    expect((await found(both, inZone('us-east-1b'))).reasons).toEqual([['eni-b', sole]]);
  });

  it('is any of those that fit, where its zone does not tell', async () => {
    const both = [rds('eni-a'), rds('eni-b', { subnetId: OTHER_ZONE })];
    const each = [
      ['eni-a', oneOf(2)],
      ['eni-b', oneOf(2)],
    ];

    expect((await found(both)).reasons).toEqual(each);
    expect((await found(both, [database('orders-1', { zoneName: 'us-east-1c' })])).reasons).toEqual(each);
  });

  it('is not told by a zone that nobody knows, of the database nor of the subnet', async () => {
    const lost = rds('eni-b', { subnetId: 'subnet-0000000000000dead' });
    const subnetIds = [WORKLOAD, 'subnet-0000000000000dead'];

    expect((await found([rds('eni-a'), lost], [database('orders-1', { subnetIds })])).ids).toEqual(['eni-a', 'eni-b']);
    expect(
      (await found([rds('eni-a'), lost], [database('orders-1', { subnetIds, zoneName: 'us-east-1a' })])).ids,
    ).toEqual(['eni-a']);
  });
});

describe('which database is meant', () => {
  const rows = [
    database('other', { securityGroupIds: ['sg-8'] }),
    database('Orders-1', { dbClusterId: 'Orders', zoneName: 'us-east-1a' }),
    database('orders-2', { dbClusterId: 'orders', zoneName: 'us-east-1b' }),
    database('stock-1', { dbClusterId: 'stock', securityGroupIds: ['sg-9'] }),
  ];
  const interfaces = [
    rds('eni-a'),
    rds('eni-b', { subnetId: OTHER_ZONE }),
    rds('eni-c', { securityGroupIds: ['sg-8'] }),
    rds('eni-d', { securityGroupIds: ['sg-9'] }),
  ];

  it.each<[Subject, readonly string[]]>([
    [{ kind: 'rds-instance', dbInstanceId: 'ORDERS-1' }, ['eni-a']],
    [{ kind: 'rds-instance', dbInstanceId: 'other' }, ['eni-c']],
    [cluster, ['eni-a', 'eni-b']],
    [{ kind: 'rds-cluster', dbClusterId: 'STOCK' }, ['eni-d']],
    [{ kind: 'rds-cluster', dbClusterId: 'orders-1' }, []],
    [{ kind: 'rds-instance', dbInstanceId: 'orders' }, []],
  ])('is the one named by %j, in whatever case', async (subject, ids) => {
    expect((await found(interfaces, rows, subject)).ids).toEqual(ids);
  });

  it('is found in part, where a member of the cluster has no interface', async () => {
    expect((await found(interfaces.slice(0, 1), rows, cluster)).ids).toEqual(['eni-a']);
  });
});
