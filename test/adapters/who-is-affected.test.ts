import { describe, expect, it } from 'vitest';
import type { Subject } from '../../functions/lib/domain/lead.ts';
import { networkInterface, worldOf } from '../../simulator/worlds/rows.ts';
import { startNetwork } from '../support/aws-network.ts';
import { address } from '../support/network.ts';
import { SUBJECT, VPC, vpcRegion } from '../support/vpc.ts';
import { conversation, HUB, leadOf, named, networkOf, placesOf, planFor } from '../support/worlds.ts';

const SUBNET = 'subnet-00000000000000001';
const GROUPS = [{ GroupId: 'sg-00000000000000001', GroupName: 'app' }];
const LOAD_BALANCER = 'app/web/0123456789abcdef';

const eni = (last: string, ip: string, parts: object = {}) => ({
  ...networkInterface(`eni-000000000000000${last}`, { vpc: VPC, subnet: SUBNET, ip }),
  ...parts,
});

const world = worldOf(
  vpcRegion(
    { workload: [['0.0.0.0/0', 'vpce-000000000000000a1']] },
    {
      NetworkInterfaces: [
        eni('11', '10.0.1.11', { Attachment: { InstanceId: 'i-00000000000000001', DeviceIndex: 0 } }),
        eni('12', '10.0.1.12', {
          Attachment: { InstanceId: 'i-00000000000000001', DeviceIndex: 1 },
          Ipv4Prefixes: [{ Ipv4Prefix: '10.0.1.96/28' }],
          Ipv6Prefixes: [{ Ipv6Prefix: '2001:db8:0:1:abcd::/80' }],
        }),
        eni('13', '10.0.1.13', { InterfaceType: 'lambda', Groups: GROUPS }),
        eni('14', '10.0.1.14', { Description: `ELB ${LOAD_BALANCER}` }),
        eni('15', '10.0.1.15', { Description: `ELB ${LOAD_BALANCER}` }),
      ],
    },
  ),
);

const pod = (text: string, parts: object = {}): Subject => ({ kind: 'address', address: address(text), ...parts });

describe('who is affected, as AWS tells it', () => {
  it.each<[string, Subject, readonly string[]]>([
    ['an interface', named(SUBJECT), [SUBJECT.slice(-2)]],
    ['an instance, with all of its interfaces', { kind: 'instance', instanceId: 'i-00000000000000001' }, ['11', '12']],
    ['an address', pod('10.0.1.12'), ['12']],
    ['a pod that its instance is named for', pod('10.0.1.99', { instanceId: 'i-00000000000000001' }), ['12']],
    ['a pod in a VPC', pod('10.0.1.99', { vpcId: VPC }), ['12']],
    ['a pod that nothing else is known of', pod('10.0.1.99'), ['12']],
    ['a pod in a VPC, over IPv6', pod('2001:db8:0:1:abcd::7', { vpcId: VPC }), ['12']],
    [
      'a Lambda function',
      { kind: 'lambda', subnetIds: [SUBNET], securityGroupIds: ['sg-00000000000000001'], vpcId: VPC },
      ['13'],
    ],
    ['a load balancer', { kind: 'load-balancer', loadBalancer: LOAD_BALANCER }, ['14', '15']],
  ])('is %s', async (_, subject, expected) => {
    const { simulator, read } = await startNetwork(world);
    const { subject: _own, ...anybody } = conversation('10.0.1.10', '198.51.100.7');
    const lead = leadOf({ account: HUB, subjects: [subject], tuples: [anybody] });

    const plan = planFor(await read(lead), lead);

    expect(plan.interfaces.map(({ interfaceId }) => interfaceId.slice(-2))).toEqual(expected);
    expect(plan).toEqual(planFor(await networkOf(world), lead));
    expect(placesOf(plan)).toEqual(['fw us-east-1a']);
    expect(simulator.calls.filter(({ operation }) => operation === 'DescribeNetworkInterfaces').length).toBeLessThan(5);
  });
});
