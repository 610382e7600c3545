import { describe, expect, it } from 'vitest';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { endpointAssociation, firewall } from '../../../simulator/worlds/firewall-rows.ts';
import { networkInterface, routeTable, subnet } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, SUBJECT, VPC, vpcNetwork } from '../../support/vpc.ts';
import { placesOf } from '../../support/worlds.ts';
import { behind, findings, where } from './found-paths.ts';
import { internet, planned, through } from './planned-routes.ts';

const OTHER = 'vpce-000000000000000c1';
const GONE = 'subnet-0000000000000dead';
const BOX = 'eni-00000000000000007';
const second = (subnetId: string, vpcId = VPC) => firewall('second', vpcId, { a: [OTHER, subnetId] });
const oneWay = 'only one direction passes: routing is asymmetric';

/** The first firewall's endpoint in zone a in this state. */
const inState =
  (status: string | undefined) =>
  (network: Network): Network => ({
    ...network,
    firewalls: network.firewalls.map((item) => ({
      ...item,
      zones: item.zones.map((zone) => (zone.endpointId === ENDPOINT_A ? { ...zone, status } : zone)),
    })),
  });

describe('the state of an endpoint', () => {
  it.each([
    ['READY', 'on-path'],
    ['SCALING', 'on-path'],
    [undefined, 'on-path'],
    ['CREATING', 'unknown'],
    ['DELETING', 'unknown'],
    ['FAILED', 'unknown'],
    ['ERROR', 'unknown'],
  ])('%s makes the path %s', async (status, outcome) => {
    const { proofs, paths } = await behind(ENDPOINT_A, {}, inState(status));

    expect(proofs.map((proof) => proof.outcome)).toEqual([outcome]);
    expect(paths.map(({ sightings }) => sightings.length)).toEqual([outcome === 'on-path' ? 1 : 0]);
  });

  it('is the reason why a firewall on the path is not asked', async () => {
    const { proofs, dropped, demands } = await behind(ENDPOINT_A, {}, inState('FAILED'));

    const reason = 'fw in us-east-1a is on the path, but its endpoint is FAILED';
    expect(proofs).toMatchObject([
      {
        outcome: 'unknown',
        confidence: 'unknown',
        reason,
        firewallArns: ['arn:aws:network-firewall:us-east-1:111122223333:firewall/fw'],
      },
    ]);
    expect(dropped.map((drop) => drop.reason)).toEqual([`${SUBJECT}: ${reason}`]);
    expect(demands).toEqual([]);
  });

  it('does not matter for the others on the path', async () => {
    const network = await vpcNetwork(
      { workload: [through], main: [['0.0.0.0/0', OTHER]] },
      {
        Firewalls: [second('subnet-00000000000000002')],
      },
    );
    const { paths, demands } = findings(inState('FAILED')(network));

    expect(paths.map(({ proof }) => proof.reason)).toEqual([`seen by second in us-east-1a. ${oneWay}`]);
    expect(demands.map(({ sighting }) => sighting.zone.endpointId)).toEqual([OTHER]);
  });
});

describe('what lies behind an endpoint', () => {
  it.each<[string, string, (network: Network) => Network]>([
    ['its own VPC', 'vpc-00000000000000009', (network) => network],
    [
      'the VPC of the route, where the firewall names none',
      VPC,
      (network) => ({ ...network, firewalls: network.firewalls.map((item) => ({ ...item, vpcId: undefined })) }),
    ],
    [
      'its own VPC, where no subnet is named',
      'vpc-00000000000000009',
      (network) => ({
        ...network,
        firewalls: network.firewalls.map((item) => ({
          ...item,
          zones: item.zones.map(({ subnetId: _, ...zone }) => zone),
        })),
      }),
    ],
  ])('is to be read of %s, and the firewall is asked already', async (_, vpcId, change) => {
    const { proofs, needs, demands } = await behind(
      OTHER,
      { Firewalls: [second(GONE, 'vpc-00000000000000009')] },
      change,
    );

    expect(proofs).toMatchObject([
      {
        outcome: 'on-path',
        confidence: 'likely',
        reason: `seen by second in us-east-1a. only one direction is known to pass. not everything could be followed: the subnet of ${OTHER} could not be read`,
      },
    ]);
    expect(needs).toEqual([{ kind: 'vpc', ...where, id: vpcId }]);
    expect(demands.map(({ sighting }) => sighting.zone.endpointId)).toEqual([OTHER]);
  });
});

describe('an association', () => {
  it('is said in the proof, with the firewall that it belongs to', async () => {
    const { proofs } = await behind(OTHER, {
      VpcEndpointAssociations: [
        endpointAssociation('spoke', { firewall: 'fw', vpc: VPC }, { a: [OTHER, 'subnet-00000000000000003'] }),
      ],
    });

    expect(proofs).toMatchObject([
      {
        outcome: 'on-path',
        firewallArns: ['arn:aws:network-firewall:us-east-1:111122223333:firewall/fw'],
        reason: `seen by fw in us-east-1a by association spoke. ${oneWay}`,
      },
    ]);
    expect(proofs[0]?.hops).toContainEqual({
      at: OTHER,
      note: 'endpoint of arn:aws:network-firewall:us-east-1:111122223333:vpc-endpoint-association/spoke in us-east-1a',
    });
  });
});

describe('several firewalls', () => {
  it('are said one by one, each once', async () => {
    const third = subnet('subnet-00000000000000005', { vpc: VPC, cidr: '10.0.101.0/28', zone: 'a' });
    const plan = await planned(
      { workload: [through], main: [['0.0.0.0/0', OTHER]], edge: [['10.0.1.0/24', ENDPOINT_A]] },
      internet,
      {
        Subnets: [third],
        Firewalls: [second(third.SubnetId)],
        RouteTables: [
          routeTable('rtb-00000000000000009', { vpc: VPC, subnets: [third.SubnetId] }, [['0.0.0.0/0', IGW]]),
        ],
      },
    );

    expect(plan.paths.map(({ reason }) => reason)).toEqual(['seen by fw in us-east-1a; second in us-east-1a']);
    expect(plan.paths[0]?.firewallArns.map((arn) => arn.split('/').at(-1))).toEqual(['fw', 'second']);
  });
});

describe('an appliance', () => {
  const box = networkInterface(BOX, { vpc: VPC, subnet: 'subnet-00000000000000002', ip: '10.0.2.70' });

  it('makes everything behind it likely, and says so', async () => {
    const { proofs, paths } = await behind(BOX, { NetworkInterfaces: [box] });

    expect(proofs).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'likely',
        hops: [
          { at: SUBJECT, note: 'in subnet-00000000000000001, us-east-1a' },
          { at: 'subnet-00000000000000001', route: `rtb-00000000000000001: 0.0.0.0/0 → ${BOX}` },
          { at: BOX, note: 'an appliance: what it does cannot be read' },
          { at: 'subnet-00000000000000002', route: `rtb-00000000000000002: 0.0.0.0/0 → ${IGW}` },
        ],
      },
    ]);
    expect(paths).toMatchObject([{ sightings: [] }]);
  });

  it('hands answers on to the subject alone', async () => {
    const routes = {
      workload: [['0.0.0.0/0', IGW]],
      main: [['10.0.1.0/24', ENDPOINT_B]],
      edge: [['10.0.1.0/24', BOX]],
    } as const;
    const plan = await planned(routes, internet, { NetworkInterfaces: [box] });

    expect(placesOf(plan)).toEqual(['fw us-east-1b']);
    expect(plan.filters.map(({ filter }) => [filter.source, filter.destination])).toEqual([
      ['10.0.1.10/32', `${internet}/32`],
      [`${internet}/32`, '10.0.1.10/32'],
    ]);
  });
});
