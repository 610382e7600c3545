import { describe, expect, it } from 'vitest';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { demandsOf, subjectTuples } from '../../../functions/lib/domain/paths/demands.ts';
import { natGateway, networkInterface } from '../../../simulator/worlds/rows.ts';
import { address, cidr } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet, through } from './planned-routes.ts';
import { eni } from './resolved-subjects.ts';

const [PEER, PEER6] = [`${internet}/32`, '2001:db8:7::7/128'] as const;
const [OWN, OWN6] = ['10.0.1.10/32', '2001:db8:0:1::10/128'] as const;
const tuple = (subject: string | undefined, peer: string | undefined) => ({
  ...conversation('10.0.1.10', internet),
  subject: subject === undefined ? undefined : cidr(subject),
  peer: peer === undefined ? undefined : cidr(peer),
});
type Asked = readonly [subject: string | undefined, peer: string | undefined];

/** What is asked of which endpoint, and what is dropped. */
const asked = async (
  routes: VpcRoutes,
  tuples: readonly Asked[],
  extra: Readonly<Record<string, readonly object[]>> = {},
) => {
  const { demands, dropped } = findings(await vpcNetwork(routes, extra), {
    tuples: tuples.map(([own, peer]) => tuple(own, peer)),
  });
  return {
    demands: demands.map(({ sighting, tuple: seen }) => [
      sighting.zone.endpointId,
      seen.subject,
      seen.peer,
      seen.reason,
    ]),
    dropped: dropped.map(({ reason }) => reason),
  };
};

describe('whose addresses are asked for', () => {
  const both = eni(SUBJECT, { addresses: ['2001:db8:0:1::10', '10.0.1.10', '10.0.1.11'].map(address) });
  const ipv4 = eni(SUBJECT, { addresses: ['10.0.1.10', '10.0.1.11'].map(address) });
  const node = 'test, as the node sends it';

  it.each<[string, typeof both, Asked, readonly (readonly [string | undefined, string])[]]>([
    [
      'each of the family of the peer',
      both,
      [undefined, PEER],
      [
        [OWN, 'test'],
        ['10.0.1.11/32', 'test'],
      ],
    ],
    ['each of the other family', both, [undefined, PEER6], [[OWN6, 'test']]],
    [
      'each, towards anybody',
      both,
      [undefined, undefined],
      [
        [OWN6, 'test'],
        [OWN, 'test'],
        ['10.0.1.11/32', 'test'],
      ],
    ],
    ['nobody’s, where none can talk to the peer', ipv4, [undefined, PEER6], [[undefined, 'test']]],
    ['the first that is named', both, [OWN, PEER], [[OWN, 'test']]],
    ['another that is named', both, ['10.0.1.11/32', PEER], [['10.0.1.11/32', 'test']]],
    [
      'a pod’s and its node’s',
      both,
      ['192.168.7.7/32', PEER],
      [
        ['192.168.7.7/32', 'test'],
        [OWN, node],
      ],
    ],
    [
      'a pod’s and its node’s, in IPv6',
      both,
      ['2001:db8:9::9/128', PEER6],
      [
        ['2001:db8:9::9/128', 'test'],
        [OWN6, node],
      ],
    ],
    ['a pod’s alone, towards anybody', both, ['192.168.7.7/32', undefined], [['192.168.7.7/32', 'test']]],
    [
      'a pod’s alone, where the node has no such family',
      ipv4,
      ['2001:db8:9::9/128', PEER6],
      [['2001:db8:9::9/128', 'test']],
    ],
    ['a network’s alone', both, ['192.168.7.0/24', PEER], [['192.168.7.0/24', 'test']]],
    ['an IPv6 network’s alone', both, ['2001:db8::/32', PEER6], [['2001:db8::/32', 'test']]],
  ])('is %s', async (_, subject, [own, peer], expected) => {
    const index = indexNetwork(await vpcNetwork({ workload: [] }));
    const seen = subjectTuples(index, { ...subject, reason: 'test' }, tuple(own, peer));

    expect(seen.map((item) => [item.subject, item.reason])).toEqual(expected);
  });

  it.each([
    ['that is gone', { ...both, gone: true }],
    ['that nobody knows', { ...both, interfaceId: 'eni-0000000000000dead' }],
  ])('is not a node’s of an interface %s', async (_, subject) => {
    const index = indexNetwork(await vpcNetwork({ workload: [] }));
    const seen = subjectTuples(index, { ...subject, reason: 'test' }, tuple('192.168.7.7/32', PEER));

    expect(seen).toEqual([tuple('192.168.7.7/32', PEER)]);
  });
});

describe('what a firewall is asked for', () => {
  it('is only of the family that it sees', async () => {
    const { demands } = await asked({ workload: [through, ['::/0', ENDPOINT_B]] }, [[undefined, undefined]]);

    expect(demands).toEqual([
      [ENDPOINT_A, OWN, undefined, 'test'],
      [ENDPOINT_B, OWN6, undefined, 'test'],
    ]);
  });

  it('is of both families where it sees both', async () => {
    const { demands } = await asked({ workload: [through, ['::/0', ENDPOINT_A]] }, [[undefined, undefined]]);

    expect(demands).toEqual([
      [ENDPOINT_A, OWN, undefined, 'test'],
      [ENDPOINT_A, OWN6, undefined, 'test'],
    ]);
  });

  it('is a network as it was named, and nothing beside it', async () => {
    expect((await asked({ workload: [through] }, [['10.0.1.0/24', PEER]])).demands).toEqual([
      [ENDPOINT_A, '10.0.1.0/24', PEER, 'test'],
    ]);
  });

  it('is the same thing once, for the first reason', async () => {
    const network = await vpcNetwork({ workload: [through], edge: [['10.0.1.0/24', ENDPOINT_A]] });
    const again = { ...tuple(OWN, PEER), reason: 'again' };
    const { demands } = findings(network, { tuples: [tuple(undefined, PEER), again] });

    expect(demands.map((demand) => demand.tuple)).toEqual([tuple(OWN, PEER)]);
  });

  it('is dropped with its reason where all that is seen is of the other family', async () => {
    const { demands, dropped } = await asked({ workload: [through] }, [[OWN6, undefined]]);

    expect(demands).toEqual([]);
    expect(dropped).toEqual([`${SUBJECT}: the firewalls on the way see only its traffic of the other IP family`]);
  });

  it('is nothing behind a NAT gateway without a peer, whatever else is seen', async () => {
    const NAT = 'nat-00000000000000001';
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', NAT],
        ['::/0', ENDPOINT_B],
      ],
      main: [through],
    };
    const NatGateways = [natGateway(NAT, { vpc: VPC, subnet: 'subnet-00000000000000002', ip: '10.0.2.5' })];
    const { demands, dropped } = await asked(routes, [[OWN, undefined]], { NatGateways });

    expect(demands).toEqual([]);
    expect(dropped).toEqual([
      `the firewall is behind ${NAT}, whose address many share: without a peer the filter would not be about the subject`,
    ]);
  });

  it('is dropped where no path was looked for', async () => {
    const index = indexNetwork(await vpcNetwork({ workload: [] }));
    const subject = { ...eni(SUBJECT, { addresses: [address('10.0.1.10')] }), reason: 'test' };

    expect(demandsOf(index, { subject, tuples: [tuple(OWN, PEER)], paths: [] })).toEqual({
      demands: [],
      dropped: [{ tuple: tuple(OWN, PEER), reason: `${SUBJECT}: no path was looked for` }],
    });
  });
});

describe('what an appliance forwards', () => {
  const BOX = 'eni-00000000000000007';
  const box = networkInterface(BOX, {
    vpc: VPC,
    subnet: 'subnet-00000000000000002',
    ip: '10.0.2.70',
    ipv6: '2001:db8:0:2::70',
  });
  const routes: VpcRoutes = {
    workload: [
      ['0.0.0.0/0', BOX],
      ['::/0', BOX],
    ],
    main: [
      ['0.0.0.0/0', ENDPOINT_B],
      ['::/0', ENDPOINT_B],
    ],
  };
  const extra = { NetworkInterfaces: [box] };
  const forwarded = 'test, as an appliance forwards it';

  it('has its own address of the same family, or the subject’s', async () => {
    expect(
      (
        await asked(
          routes,
          [
            [OWN, PEER],
            [OWN6, PEER6],
          ],
          extra,
        )
      ).demands,
    ).toEqual([
      [ENDPOINT_B, OWN, PEER, 'test'],
      [ENDPOINT_B, '10.0.2.70/32', PEER, forwarded],
      [ENDPOINT_B, OWN6, PEER6, 'test'],
      [ENDPOINT_B, '2001:db8:0:2::70/128', PEER6, forwarded],
    ]);
  });

  it('is asked for by its own address only with a peer, since many use it', async () => {
    expect((await asked(routes, [[OWN, undefined]], extra)).demands).toEqual([[ENDPOINT_B, OWN, undefined, 'test']]);
  });
});
