import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../functions/lib/domain/lead.ts';
import type { Network, NetworkInterface } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { resolveSubjects } from '../../../functions/lib/domain/paths/resolve-subjects.ts';
import type { Tuple } from '../../../functions/lib/domain/tuple.ts';
import { address, cidr } from '../../support/network.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB, leadOf, named, SPOKE } from '../../support/worlds.ts';

const eni = (interfaceId: string, parts: Partial<NetworkInterface>): NetworkInterface => ({
  interfaceId,
  account: HUB,
  region: 'us-east-1',
  vpcId: VPC,
  subnetId: 'subnet-00000000000000001',
  addresses: [],
  prefixes: [],
  securityGroupIds: [],
  ...parts,
});

const resolved = async (
  subjects: readonly Subject[],
  options: {
    readonly interfaces?: readonly NetworkInterface[];
    readonly tuples?: readonly Tuple[];
    readonly network?: Partial<Network>;
    readonly maximumInterfaces?: number;
    readonly excluded?: readonly string[];
    readonly account?: string;
  } = {},
) => {
  const { interfaces = [], tuples = [], network = {}, maximumInterfaces = 10, excluded = [], account } = options;
  const base = await vpcNetwork({ workload: [] });
  const index = indexNetwork({ ...base, ...network, interfaces: [...base.interfaces, ...interfaces] });
  const limits = { maximumInterfaces, isExcluded: (name: string) => excluded.includes(name) };
  const found = resolveSubjects(leadOf({ subjects, tuples, account }), index, limits);
  return { ...found, ids: found.interfaces.map(({ interfaceId }) => interfaceId) };
};

const instance = (instanceId: string): Subject => ({ kind: 'instance', instanceId });
const two = [
  eni('eni-b', { instanceId: 'i-1', deviceIndex: 0, addresses: [address('10.0.1.50')] }),
  eni('eni-a', { instanceId: 'i-1', deviceIndex: 1, addresses: [address('10.0.1.51'), address('10.0.1.52')] }),
];

describe('who is affected', () => {
  it('is the interface that the trigger names', async () => {
    const found = await resolved([named(SUBJECT)]);

    expect(found.interfaces).toMatchObject([{ interfaceId: SUBJECT, reason: 'the trigger names it', account: HUB }]);
  });

  it('is the interface of the instance that has the local address', async () => {
    const found = await resolved([instance('i-1')], {
      interfaces: two,
      tuples: [conversation('10.0.1.52', '198.51.100.7')],
    });

    expect(found.ids).toEqual(['eni-a']);
    expect(found.interfaces[0]?.reason).toBe('it belongs to i-1, and it has the local address');
    expect(found.notes).toEqual(['1 other interfaces are left out: they do not have the local address']);
  });

  it('is every interface of the instance, the primary one first, where no address tells', async () => {
    const { subject: _, ...open } = conversation('10.0.1.52', '198.51.100.7');

    expect((await resolved([instance('i-1')], { interfaces: two })).ids).toEqual(['eni-b', 'eni-a']);
    expect((await resolved([instance('i-1')], { interfaces: two, tuples: [open] })).ids).toEqual(['eni-b', 'eni-a']);
    const mixed = [open, conversation('10.0.1.52', '198.51.100.8')];
    expect((await resolved([instance('i-1')], { interfaces: two, tuples: mixed })).ids).toEqual(['eni-b', 'eni-a']);
  });

  it('is every interface of the instance for the address of a pod that none of them has', async () => {
    const found = await resolved([{ kind: 'address', address: address('192.168.7.7'), instanceId: 'i-1' }], {
      interfaces: two,
      tuples: [conversation('192.168.7.7', '198.51.100.7')],
    });

    expect(found.ids).toEqual(['eni-b', 'eni-a']);
    expect(found.interfaces[0]?.reason).toContain("a pod's");
  });

  it('is the interface that a pod has its address from', async () => {
    const node = eni('eni-node', { prefixes: [cidr('10.0.1.96/28')], addresses: [address('10.0.1.90')] });
    const found = await resolved([{ kind: 'address', address: address('10.0.1.99') }], { interfaces: [node] });

    expect(found.ids).toEqual(['eni-node']);
  });

  it('is the interface in the VPC that the trigger names, where VPCs share ranges', async () => {
    const twin = eni('eni-twin', { vpcId: 'vpc-2', addresses: [address('10.0.1.10')] });
    const subject: Subject = { kind: 'address', address: address('10.0.1.10') };

    expect((await resolved([{ ...subject, vpcId: VPC }], { interfaces: [twin] })).ids).toEqual([SUBJECT]);
    const both = await resolved([subject], { interfaces: [twin] });
    expect(both.ids).toEqual([SUBJECT, 'eni-twin']);
    expect(both.interfaces[0]?.reason).toContain('the trigger does not say which');
  });

  it('is the interface in the account of the trigger before others with the same address', async () => {
    const far = eni('eni-far', { account: SPOKE, vpcId: 'vpc-2', addresses: [address('10.0.1.10')] });
    const subject: Subject = { kind: 'address', address: address('10.0.1.10') };

    expect((await resolved([subject], { interfaces: [far], account: SPOKE })).ids).toEqual(['eni-far']);
    expect((await resolved([subject], { interfaces: [far] })).ids).toEqual([SUBJECT]);
  });

  it('is an interface that functions with the same subnets and groups share', async () => {
    const lambda = { type: 'lambda', addresses: [address('10.0.1.60')] };
    const found = await resolved(
      [{ kind: 'lambda', subnetIds: ['subnet-00000000000000001'], securityGroupIds: ['sg-1', 'sg-2'] }],
      {
        interfaces: [
          eni('eni-fit', { ...lambda, securityGroupIds: ['sg-2', 'sg-1', 'sg-3'] }),
          eni('eni-group', { ...lambda, securityGroupIds: ['sg-1'] }),
          eni('eni-subnet', { ...lambda, subnetId: 'subnet-2', securityGroupIds: ['sg-1', 'sg-2'] }),
          eni('eni-type', { securityGroupIds: ['sg-1', 'sg-2'] }),
        ],
      },
    );

    expect(found.ids).toEqual(['eni-fit']);
  });

  it('is every interface of a load balancer, and the interface of a NAT gateway, task or database', async () => {
    const interfaces = [
      eni('eni-lb1', { description: 'ELB app/web/0123456789abcdef' }),
      eni('eni-lb2', { description: 'ELB app/web/0123456789abcdef' }),
      eni('eni-nat', {}),
      eni('eni-task', {}),
      eni('eni-db', { description: 'RDSNetworkInterface', securityGroupIds: ['sg-db'] }),
      eni('eni-otherdb', { description: 'RDSNetworkInterface', securityGroupIds: ['sg-else'] }),
    ];
    const at = { account: HUB, region: 'us-east-1' };
    const network = {
      natGateways: [{ ...at, natGatewayId: 'nat-1', vpcId: VPC, interfaceIds: ['eni-nat'], privateAddresses: [] }],
      ecsTasks: [{ ...at, taskArn: 'arn:task', interfaces: [{ interfaceId: 'eni-task', addresses: [] }] }],
      databases: [{ ...at, dbInstanceId: 'db', subnetIds: ['subnet-00000000000000001'], securityGroupIds: ['sg-db'] }],
    };

    const of = async (subject: Subject) => (await resolved([subject], { interfaces, network })).ids;

    expect(await of({ kind: 'load-balancer', loadBalancer: 'app/web/0123456789abcdef' })).toEqual([
      'eni-lb1',
      'eni-lb2',
    ]);
    expect(await of({ kind: 'nat-gateway', natGatewayId: 'nat-1' })).toEqual(['eni-nat']);
    expect(await of({ kind: 'ecs-task', taskArn: 'arn:task' })).toEqual(['eni-task']);
    expect(await of({ kind: 'rds-instance', dbInstanceId: 'db' })).toEqual(['eni-db']);
  });

  it('is what the trigger says of an interface that is gone, where its subnet is one of ours', async () => {
    const gone: Subject = {
      kind: 'interface',
      interfaceId: 'eni-gone',
      addresses: [address('10.0.1.77')],
      subnetId: 'subnet-00000000000000001',
    };

    expect((await resolved([gone])).interfaces).toMatchObject([
      { interfaceId: 'eni-gone', vpcId: VPC, addresses: ['10.0.1.77'], gone: true },
    ]);
    const elsewhere = await resolved([{ ...gone, vpcId: 'vpc-2' }]);
    expect(elsewhere.ids).toEqual([]);
    expect(elsewhere.unresolved).toEqual(['eni-gone was not found']);
  });

  it.each<Subject>([
    instance('i-none'),
    { kind: 'address', address: address('192.0.2.1') },
    { kind: 'lambda', subnetIds: ['subnet-9'], securityGroupIds: [] },
    { kind: 'ecs-task', taskArn: 'arn:none' },
    { kind: 'rds-instance', dbInstanceId: 'none' },
    { kind: 'nat-gateway', natGatewayId: 'nat-none' },
    { kind: 'load-balancer', loadBalancer: 'app/none/0' },
    { kind: 'firewall', firewallName: 'fw' },
  ])('is nobody, with the reason, for %j', async (subject) => {
    const found = await resolved([subject]);

    expect(found.ids).toEqual([]);
    expect(found.unresolved).toHaveLength(1);
  });

  it('is nobody whom policy excludes, by whatever name', async () => {
    for (const name of ['eni-b', 'i-1', VPC, 'subnet-00000000000000001', '10.0.1.50'])
      expect((await resolved([instance('i-1')], { interfaces: two.slice(0, 1), excluded: [name] })).ids).toEqual([]);
  });

  it('is as many as policy allows, and the others are named', async () => {
    const found = await resolved([instance('i-1'), named(SUBJECT)], { interfaces: two, maximumInterfaces: 2 });

    expect(found.ids).toEqual([SUBJECT, 'eni-b']);
    expect(found.notes).toEqual(['the policy allows 2 interfaces a case: left out eni-a']);
  });
});
