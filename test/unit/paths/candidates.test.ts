import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../functions/lib/domain/lead.ts';
import { address } from '../../support/network.ts';
import { NEIGHBOUR, SUBJECT, VPC } from '../../support/vpc.ts';
import { HUB, named, SPOKE } from '../../support/worlds.ts';
import { where } from './found-paths.ts';
import { eni, resolved, type Setting, WORKLOAD } from './resolved-subjects.ts';

const local: Subject = { kind: 'address', address: address('10.0.1.10') };
const task = 'arn:aws:ecs:us-east-1:111122223333:task/web/1';
const lambda = { type: 'lambda', securityGroupIds: ['sg-1'] };
const nat = { ...where, natGatewayId: 'nat-1', vpcId: VPC, privateAddresses: [] };
const tasksWith = (...interfaces: NonNullable<Setting['ecsTasks']>[number]['interfaces']): Setting => ({
  ecsTasks: [
    { ...where, taskArn: 'arn:other', interfaces: [{ interfaceId: NEIGHBOUR, addresses: [] }] },
    { ...where, taskArn: task, interfaces },
  ],
});

describe('why an interface is taken', () => {
  it.each<[Subject, Setting, string, string]>([
    [local, {}, SUBJECT, 'it has 10.0.1.10'],
    [
      { kind: 'address', address: address('192.168.7.7'), instanceId: 'i-1' },
      { interfaces: [eni('eni-node', { instanceId: 'i-1' })] },
      'eni-node',
      "no interface has 192.168.7.7, so it is a pod's: an interface of i-1 carries it",
    ],
    [
      { kind: 'instance', instanceId: 'i-1' },
      { interfaces: [eni('eni-node', { instanceId: 'i-1' })] },
      'eni-node',
      'it belongs to i-1',
    ],
    [
      { kind: 'lambda', subnetIds: [WORKLOAD], securityGroupIds: ['sg-1'] },
      { interfaces: [eni('eni-fn', lambda)] },
      'eni-fn',
      'functions with these subnets and security groups share it',
    ],
    [
      { kind: 'ecs-task', taskArn: task },
      tasksWith({ interfaceId: SUBJECT, addresses: [] }),
      SUBJECT,
      'it belongs to the task',
    ],
    [
      { kind: 'nat-gateway', natGatewayId: 'nat-1' },
      { natGateways: [{ ...nat, interfaceIds: ['eni-0000000000000dead', SUBJECT] }] },
      SUBJECT,
      "it is nat-1's",
    ],
    [
      { kind: 'load-balancer', loadBalancer: 'net/web/1' },
      { interfaces: [eni('eni-lb', { description: 'ELB net/web/1' })] },
      'eni-lb',
      "it is one of net/web/1's",
    ],
  ])('is said for %j', async (subject, setting, id, reason) => {
    const found = await resolved([subject], setting);

    expect(found.reasons).toEqual([[id, reason]]);
    expect(found.unresolved).toEqual([]);
    expect(found.notes).toEqual([]);
  });

  it('is said with the number of VPCs where an address means several', async () => {
    const twin = eni('eni-twin', { vpcId: 'vpc-2', addresses: [address('10.0.1.10')] });

    const reason = 'it has 10.0.1.10, and so have interfaces in 2 VPCs: the trigger does not say which';
    expect((await resolved([local], { interfaces: [twin] })).reasons).toEqual([
      [SUBJECT, reason],
      ['eni-twin', reason],
    ]);
  });
});

describe('why nobody is found', () => {
  it.each<[Subject, Setting, string]>([
    [named('eni-gone'), {}, 'eni-gone was not found'],
    [{ kind: 'instance', instanceId: 'i-1' }, {}, 'i-1 was not found'],
    [{ kind: 'address', address: address('192.0.2.1') }, {}, 'no interface of ours has 192.0.2.1'],
    [{ kind: 'address', address: address('192.0.2.1'), instanceId: 'i-1' }, {}, 'no interface of ours has 192.0.2.1'],
    [
      { kind: 'lambda', subnetIds: ['subnet-8', 'subnet-9'], securityGroupIds: ['sg-1'] },
      { interfaces: [eni('eni-fn', lambda)] },
      'no Lambda interface in subnet-8, subnet-9 has these security groups',
    ],
    [{ kind: 'ecs-task', taskArn: task }, {}, `the interface of ${task} could not be read`],
    [
      { kind: 'ecs-task', taskArn: task },
      tasksWith(),
      `${task} has no interface of its own: its container instance's carry it`,
    ],
    [
      { kind: 'ecs-task', taskArn: task },
      tasksWith({ interfaceId: 'eni-gone', subnetId: 'subnet-9', addresses: [address('10.0.1.77')] }),
      'eni-gone was not found',
    ],
    [{ kind: 'rds-instance', dbInstanceId: 'orders-1' }, {}, 'the interface of orders-1 could not be read'],
    [{ kind: 'rds-cluster', dbClusterId: 'orders' }, {}, 'the interface of orders could not be read'],
    [{ kind: 'nat-gateway', natGatewayId: 'nat-1' }, {}, 'nat-1 was not found'],
    [
      { kind: 'nat-gateway', natGatewayId: 'nat-1' },
      { natGateways: [{ ...nat, interfaceIds: ['eni-gone'] }] },
      'nat-1 was not found',
    ],
    [{ kind: 'load-balancer', loadBalancer: 'app/web/1' }, {}, 'app/web/1 was not found'],
    [{ kind: 'firewall', firewallName: 'fw' }, {}, 'fw is a firewall: it has no traffic of its own'],
  ])('is said for %j', async (subject, setting, unresolved) => {
    const found = await resolved([subject], setting);

    expect(found.interfaces).toEqual([]);
    expect(found.unresolved).toEqual([unresolved]);
  });
});

describe('an interface that is gone', () => {
  const gone = { kind: 'interface', interfaceId: 'eni-gone', addresses: [address('10.0.1.77')] } as const;
  const inSubnet = { ...gone, subnetId: WORKLOAD };
  const reason = (teller: string) =>
    `eni-gone was not found, it may be gone: subnet and addresses are what ${teller} says`;
  const known = { interfaceId: 'eni-gone', ...where, vpcId: VPC, subnetId: WORKLOAD, addresses: ['10.0.1.77'] };

  it.each<[string, Subject]>([
    ['its subnet', inSubnet],
    ['its subnet and the VPC of that', { ...inSubnet, vpcId: VPC }],
  ])('is taken at the word of a trigger that names %s', async (_, subject) => {
    expect((await resolved([subject])).interfaces).toEqual([{ ...known, reason: reason('the trigger'), gone: true }]);
  });

  it.each<[string, Subject]>([
    ['no subnet', gone],
    ['a subnet of nobody we know', { ...gone, subnetId: 'subnet-9' }],
    ['another VPC than its subnet has', { ...inSubnet, vpcId: 'vpc-2' }],
    ['no address', { ...inSubnet, addresses: [] }],
  ])('is not taken where the trigger names %s', async (_, subject) => {
    const found = await resolved([subject]);

    expect(found.interfaces).toEqual([]);
    expect(found.unresolved).toEqual(['eni-gone was not found']);
  });

  it('is taken at the word of its task, beside those that are there', async () => {
    const stopped = { interfaceId: 'eni-gone', subnetId: WORKLOAD, addresses: [address('10.0.1.77')] };
    const found = await resolved(
      [{ kind: 'ecs-task', taskArn: task }],
      tasksWith({ interfaceId: SUBJECT, addresses: [] }, { interfaceId: 'eni-lost', addresses: [] }, stopped),
    );

    expect(found.reasons).toEqual([
      ['eni-gone', reason('the task')],
      [SUBJECT, 'it belongs to the task'],
    ]);
    expect(found.unresolved).toEqual(['eni-lost was not found']);
  });

  it.each(['eni-gone', VPC, WORKLOAD, '10.0.1.77', 'i-1'])('is left alone where policy excludes %s', async (name) => {
    const found = await resolved([{ ...inSubnet, instanceId: 'i-1' }], { excluded: [name] });

    expect(found.interfaces).toEqual([]);
    expect(found.notes).toEqual(['1 interfaces are left out: policy excludes them']);
  });
});

describe('the account and Region of an address', () => {
  const own = [address('10.0.1.10')];
  const far = eni('eni-far', { region: 'eu-west-1', vpcId: 'vpc-2', addresses: own });
  const members = eni('eni-member', { account: SPOKE, addresses: [address('10.0.1.11')] });

  it('are those where we run, if the trigger names none', async () => {
    expect((await resolved([local], { interfaces: [far] })).ids).toEqual([SUBJECT]);
  });

  it('are the trigger’s', async () => {
    expect((await resolved([local], { interfaces: [far], lead: { region: 'eu-west-1' } })).ids).toEqual(['eni-far']);
    expect((await resolved([local], { lead: { region: 'eu-north-1' } })).ids).toEqual([]);
  });

  it('may be another account’s, where nobody in the trigger’s own has it', async () => {
    const subject: Subject = { kind: 'address', address: address('10.0.1.11') };
    const found = await resolved([subject], { interfaces: [members], lead: { account: HUB } });

    expect(found.reasons).toEqual([['eni-member', 'it has 10.0.1.11']]);
  });
});
