import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { type FirewallOverride, overridesFor } from '../../../functions/lib/domain/paths/overrides.ts';
import { cidr } from '../../support/network.ts';
import { SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet } from './planned-routes.ts';
import { WORKLOAD } from './resolved-subjects.ts';

const arn = (name: string) => `arn:aws:network-firewall:us-east-1:${HUB}:firewall/${name}`;
const override = (parts: Partial<FirewallOverride>): FirewallOverride => ({
  firewallArn: arn('fw'),
  availabilityZones: [],
  ...parts,
});
const ofVpc = override({ vpcId: VPC });
const asked = conversation('10.0.1.10', internet);
const { peer: _peer, ...anybody } = asked;
const { subject: _subject, ...nobodyNamed } = asked;
const because = `policy names ${arn('fw')} for it`;

/** A network whose routes do not tell. */
const closed = (): Promise<Network> => vpcNetwork({ workload: [['0.0.0.0/0', 'vpce-0000000000000dead']] });

describe('the firewalls that policy names for an interface', () => {
  const subject = { interfaceId: SUBJECT, account: HUB, region: 'us-east-1', addresses: [], reason: 'test' };
  const ofSubnet = override({ subnetId: WORKLOAD });
  const ofBoth = override({ vpcId: VPC, subnetId: WORKLOAD });
  const elsewhere = override({ vpcId: VPC, subnetId: 'subnet-2' });
  const another = override({ vpcId: VPC, firewallArn: arn('second') });

  it.each<[string, readonly FirewallOverride[], readonly FirewallOverride[]]>([
    ['those of its subnet before those of its VPC', [ofVpc, ofSubnet, ofBoth], [ofSubnet, ofBoth]],
    ['all of its VPC', [ofVpc, another], [ofVpc, another]],
    ['none of another subnet of its VPC', [elsewhere, ofVpc], [ofVpc]],
    ['none of another VPC', [override({ vpcId: 'vpc-2' })], []],
    ['none of another subnet', [override({ subnetId: 'subnet-2' })], []],
    ['none for nobody', [override({})], []],
  ])('are %s', (_, overrides, expected) => {
    expect(overridesFor(overrides, { ...subject, vpcId: VPC, subnetId: WORKLOAD })).toEqual(expected);
  });
});

describe('a path that policy vouches for', () => {
  it('is likely, in every zone that the firewall has, with policy as the reason', async () => {
    const { paths, needs, dropped } = findings(await closed(), {}, { firewallOverrides: [ofVpc] });
    const hop = (zone: string) => ({ at: arn('fw'), note: `us-east-1${zone}: ${because}` });

    expect(paths.map(({ proof }) => proof)).toEqual([
      {
        interfaceId: SUBJECT,
        destination: `${internet}/32`,
        outcome: 'on-path',
        confidence: 'likely',
        hops: [{ at: SUBJECT }, hop('a'), hop('b')],
        firewallArns: [arn('fw')],
        reason: because,
      },
    ]);
    expect(paths[0]?.sightings).toMatchObject([
      { firewallArn: arn('fw'), zone: { availabilityZone: 'us-east-1a' }, direction: 'to-peer', confidence: 'likely' },
      { firewallArn: arn('fw'), zone: { availabilityZone: 'us-east-1b' }, direction: 'to-peer', confidence: 'likely' },
    ]);
    expect(needs).toEqual([]);
    expect(dropped).toEqual([]);
  });

  it('leaves out zones whose endpoint carries nothing', async () => {
    const network = await closed();
    const firewalls = network.firewalls.map((item) => ({
      ...item,
      zones: item.zones.map((zone) => ({ ...zone, status: zone.availabilityZone.endsWith('a') ? 'FAILED' : 'READY' })),
    }));
    const { demands } = findings({ ...network, firewalls }, {}, { firewallOverrides: [ofVpc] });

    expect(demands.map(({ sighting }) => sighting.zone)).toEqual([{ availabilityZone: 'us-east-1b' }]);
  });

  it('names every firewall, and is in words of its own where no zone is known', async () => {
    const firewallOverrides = ['gone', 'lost'].map((name) => override({ vpcId: VPC, firewallArn: arn(name) }));
    const { paths, demands, dropped } = findings(await closed(), {}, { firewallOverrides });
    const reason = `policy names ${arn('gone')}, ${arn('lost')} for it, but its zones could not be read`;

    expect(paths.map(({ proof }) => proof)).toEqual([
      {
        interfaceId: SUBJECT,
        destination: `${internet}/32`,
        outcome: 'unknown',
        confidence: 'unknown',
        hops: [{ at: SUBJECT }],
        firewallArns: [],
        reason,
      },
    ]);
    expect(demands).toEqual([]);
    expect(dropped.map((drop) => drop.reason)).toEqual([`${SUBJECT}: ${reason}`]);
  });

  it('is for anybody too, with each address of the interface', async () => {
    const limits = { firewallOverrides: [override({ vpcId: VPC, availabilityZones: ['us-east-1a'] })] };
    const { peer: _, ...open } = nobodyNamed;
    const only = findings(await closed(), { tuples: [open] }, limits);

    expect(only.paths.map(({ peers, proof }) => [peers, proof.outcome])).toEqual([[[], 'on-path']]);
    expect(only.paths[0]?.proof).not.toHaveProperty('destination');
    expect(only.demands.map(({ tuple }) => tuple.subject)).toEqual(['10.0.1.10/32', '2001:db8:0:1::10/128']);
    expect(only.dropped).toEqual([]);
  });

  it('is one for the peers that are named and one for anybody', async () => {
    const { paths, demands } = findings(
      await closed(),
      { tuples: [asked, anybody, conversation('10.0.1.10', '203.0.113.9')] },
      { firewallOverrides: [override({ vpcId: VPC, availabilityZones: ['us-east-1a'] })] },
    );

    expect(paths.map(({ peers }) => peers)).toEqual([[`${internet}/32`, '203.0.113.9/32'], []]);
    expect(demands.map(({ tuple }) => tuple.peer)).toEqual([`${internet}/32`, undefined, '203.0.113.9/32']);
  });

  it('carries no tuple of a family that its peers are not of', async () => {
    const tuples = [{ ...nobodyNamed, peer: cidr('2001:db8:7::7/128') }];
    const { demands } = findings(
      await closed(),
      { tuples },
      { firewallOverrides: [override({ vpcId: VPC, availabilityZones: ['us-east-1a'] })] },
    );

    expect(demands.map(({ tuple }) => tuple.subject)).toEqual(['2001:db8:0:1::10/128']);
  });
});
