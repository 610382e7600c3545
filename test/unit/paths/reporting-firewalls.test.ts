import { describe, expect, it } from 'vitest';
import { firewall, firewallArn } from '../../../simulator/worlds/firewall-rows.ts';
import { address } from '../../support/network.ts';
import { ENDPOINT_A, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB, named, SPOKE } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet } from './planned-routes.ts';
import { WORKLOAD } from './resolved-subjects.ts';

describe('a firewall that reported what it saw', () => {
  const reporter = { kind: 'firewall', firewallName: 'fw' } as const;
  const stranger = { kind: 'address', address: address('172.16.0.9') } as const;
  const seen = conversation('172.16.0.9', internet);
  const withSecond = () =>
    vpcNetwork({ workload: [] }, { Firewalls: [firewall('second', VPC, { a: ['vpce-000000000000000c1', WORKLOAD] })] });

  it('is asked itself, and no other one', async () => {
    const { paths, demands, dropped } = findings(await withSecond(), {
      subjects: [stranger, reporter],
      tuples: [seen],
    });
    const hop = (zone: string) => ({
      at: firewallArn('fw'),
      note: `us-east-1${zone}: the firewall itself reported it`,
    });

    expect(paths.map(({ proof }) => proof)).toEqual([
      {
        interfaceId: 'unknown',
        destination: `${internet}/32`,
        outcome: 'on-path',
        confidence: 'likely',
        hops: [{ at: 'unknown' }, hop('a'), hop('b')],
        firewallArns: [firewallArn('fw')],
        reason: 'the firewall itself reported it',
      },
    ]);
    expect(demands.map(({ sighting, tuple }) => [sighting.firewallArn, sighting.zone.availabilityZone, tuple])).toEqual(
      [
        [firewallArn('fw'), 'us-east-1a', seen],
        [firewallArn('fw'), 'us-east-1b', seen],
      ],
    );
    expect(paths[0]?.sightings[0]?.ours).toEqual([]);
    expect(dropped).toEqual([]);
  });

  it.each([
    ['of another account', { account: SPOKE, region: 'us-east-1' }, { account: HUB }],
    ['of another Region', { account: HUB, region: 'eu-west-1' }, { region: 'us-east-1' }],
  ])('is not another one of its name: %s', async (_, { account, region }, told) => {
    const network = await withSecond();
    const namesakes = network.firewalls
      .filter(({ name }) => name === 'fw')
      .map((one) => ({ ...one, firewallArn: `arn:aws:network-firewall:${region}:${account}:firewall/fw` }));
    const { demands } = findings(
      { ...network, firewalls: [...namesakes, ...network.firewalls] },
      { subjects: [stranger, reporter], tuples: [seen], ...told },
    );

    expect(new Set(demands.map(({ sighting }) => sighting.firewallArn))).toEqual(new Set([firewallArn('fw')]));
  });

  it('is not asked for what is open on one side', async () => {
    const { subject: _, ...ownless } = seen;
    const { peer: __, ...peerless } = seen;
    const { paths, demands, dropped } = findings(await withSecond(), {
      subjects: [stranger, reporter],
      tuples: [ownless, peerless],
    });

    expect(paths).toEqual([]);
    expect(demands).toEqual([]);
    expect(dropped.map(({ reason }) => reason)).toEqual([
      'no interface of the subject was found',
      'no interface of the subject was found',
    ]);
  });

  it('leaves dropped what it cannot be asked for', async () => {
    const { peer: _, ...peerless } = seen;
    const { demands, dropped } = findings(await withSecond(), {
      subjects: [stranger, reporter],
      tuples: [seen, peerless],
    });

    expect(demands.map(({ tuple }) => tuple)).toEqual([seen, seen]);
    expect(dropped).toEqual([{ tuple: peerless, reason: 'no interface of the subject was found' }]);
  });

  it('is asked only for what found no other firewall', async () => {
    const network = await vpcNetwork({ workload: [['203.0.113.0/24', ENDPOINT_A]] });
    const own = conversation('10.0.1.10', '203.0.113.9');
    const { demands, dropped, paths } = findings(network, {
      subjects: [named(SUBJECT), reporter],
      tuples: [own, conversation('10.0.1.10', internet)],
    });

    expect(demands.map(({ sighting, tuple }) => [sighting.zone.availabilityZone, tuple.peer])).toEqual([
      ['us-east-1a', '203.0.113.9/32'],
      ['us-east-1a', `${internet}/32`],
      ['us-east-1b', `${internet}/32`],
    ]);
    expect(dropped).toEqual([]);
    expect(paths.map(({ proof }) => proof.outcome)).toEqual(['on-path', 'not-on-path', 'on-path']);
  });

  it('is not mentioned where all of it found one', async () => {
    const network = await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] });
    const { paths } = findings(network, { subjects: [named(SUBJECT), reporter] });

    expect(paths.map(({ proof }) => proof.interfaceId)).toEqual([SUBJECT]);
  });
});
