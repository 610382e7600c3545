import { describe, expect, it } from 'vitest';
import { cidr } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, NEIGHBOUR, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, named } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet, through } from './planned-routes.ts';

const towards = (peer: string) => ({ ...conversation('10.0.1.10', internet), peer: cidr(peer) });
const { peer: _peer, ...anybody } = conversation('10.0.1.10', internet);

/** What is found towards networks, in words. */
const toward = async (routes: VpcRoutes, peers: readonly string[]) => {
  const { paths } = findings(await vpcNetwork(routes), { tuples: peers.map(towards) });
  return paths.map(({ proof }) => [proof.destination, proof.reason]);
};
const oneWay = 'only one direction passes: routing is asymmetric';
const seen = (zone: string) => `seen by fw in us-east-1${zone}. ${oneWay}`;
const unseen = `no firewall on the way: leaves through ${IGW}; 10.0.1.10/32 is in ${VPC}`;

describe('a network as the peer', () => {
  it('is on the path where some of it is', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['198.51.100.0/25', ENDPOINT_A],
      ],
    };

    expect(await toward(routes, ['198.51.100.0/24'])).toEqual([['198.51.100.0/24', seen('a')]]);
  });

  it('is on the path beside another one that has the same way', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['198.51.100.0/25', ENDPOINT_A],
        ['203.0.113.0/24', ENDPOINT_A],
      ],
    };

    expect(await toward(routes, ['198.51.100.0/24', '203.0.113.0/24'])).toEqual([
      ['198.51.100.0/24', seen('a')],
      ['203.0.113.0/24', seen('a')],
    ]);
  });

  it('is on the path where it is part of what is', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['198.51.0.0/16', ENDPOINT_A],
      ],
    };

    expect(await toward(routes, ['198.51.100.0/24'])).toEqual([['198.51.100.0/24', seen('a')]]);
  });

  it('is not on the path of another one', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['0.0.0.0/0', IGW],
        ['198.51.100.0/25', ENDPOINT_A],
      ],
    };

    expect(await toward(routes, ['198.51.100.0/24', '203.0.113.0/24'])).toEqual([
      ['198.51.100.0/24', seen('a')],
      ['203.0.113.0/24', unseen],
    ]);
  });

  it('says nothing of a host in it that takes a way of its own', async () => {
    const routes: VpcRoutes = { workload: [through, [`${internet}/32`, IGW]] };

    expect(await toward(routes, ['198.51.100.0/24', `${internet}/32`])).toEqual([
      ['198.51.100.0/24', seen('a')],
      [`${internet}/32`, unseen],
    ]);
  });
});

describe('peers with as many firewalls', () => {
  it('are apart where those are others', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['198.51.100.0/24', ENDPOINT_A],
        ['203.0.113.0/24', ENDPOINT_B],
      ],
    };

    expect(await toward(routes, [`${internet}/32`, '203.0.113.9/32'])).toEqual([
      [`${internet}/32`, seen('a')],
      ['203.0.113.9/32', seen('b')],
    ]);
  });

  it('are apart where their ways end elsewhere', async () => {
    const routes: VpcRoutes = {
      workload: [
        ['198.51.100.0/24', IGW],
        ['203.0.113.0/24', 'blackhole'],
      ],
    };

    expect(await toward(routes, [`${internet}/32`, '203.0.113.9/32'])).toEqual([
      [`${internet}/32`, unseen],
      [
        '203.0.113.9/32',
        'no firewall on the way: rtb-00000000000000001: 203.0.113.0/24 → vpce-0dead000000000000 (blackhole)',
      ],
    ]);
  });
});

describe('a peer in the own subnet', () => {
  it('is never routed, so its table does not matter', async () => {
    const network = { ...(await vpcNetwork({ workload: [] })), routeTables: [] };
    const { paths, needs } = findings(network, { tuples: [towards('10.0.1.99/32')] });

    expect(paths.map(({ proof }) => proof)).toMatchObject([
      {
        outcome: 'not-on-path',
        confidence: 'proven',
        reason: `no firewall on the way: 10.0.1.99/32 is in ${VPC}; 10.0.1.10/32 is in ${VPC}`,
      },
    ]);
    expect(needs).toEqual([]);
  });
});

describe('the peers of an interface', () => {
  it('are all named where its subnet could not be read', async () => {
    const network = { ...(await vpcNetwork({ workload: [] })), subnets: [] };
    const { paths } = findings(network, { tuples: ['198.51.100.7/32', '203.0.113.9/32'].map(towards) });

    expect(paths.map(({ proof }) => proof.destination)).toEqual(['198.51.100.7/32, 203.0.113.9/32']);
  });
});

describe('anybody as the peer', () => {
  it('is of the families that the interface has', async () => {
    const network = await vpcNetwork({ workload: [], main: [['0.0.0.0/0', IGW]] });
    const { paths } = findings(network, { subjects: [named(NEIGHBOUR)], tuples: [{ ...anybody, subject: undefined }] });

    expect(paths.map(({ proof }) => proof.reason)).toEqual([
      `no firewall on the way: leaves through ${IGW}; 10.0.0.0/16 is in ${VPC}; 10.0.2.20/32 is in ${VPC}`,
    ]);
  });

  it('is looked for beside peers that are named', async () => {
    const network = await vpcNetwork({
      workload: [
        ['0.0.0.0/0', IGW],
        ['192.0.2.0/24', ENDPOINT_B],
      ],
    });
    const { paths } = findings(network, { tuples: [conversation('10.0.1.10', internet), anybody] });

    expect(paths.map(({ peers, proof }) => [peers, proof.outcome])).toEqual([
      [[`${internet}/32`], 'not-on-path'],
      [[], 'on-path'],
    ]);
  });
});

describe('a peer without any way', () => {
  const blank = { interfaceId: SUBJECT, outcome: 'not-on-path', confidence: 'proven', hops: [], firewallArns: [] };
  const lone = (peer: string, reason: string) => ({
    peers: [peer],
    sightings: [],
    proof: { ...blank, destination: peer, reason },
  });

  it('is told apart from those that have one', async () => {
    const network = await vpcNetwork({ workload: [through] });
    const tuples = ['127.0.0.1/32', `${internet}/32`, '169.254.169.254/32'].map(towards);
    const { paths, dropped, demands } = findings(network, { tuples });

    expect(paths).toMatchObject([
      { peers: [`${internet}/32`], proof: { outcome: 'on-path' } },
      lone('127.0.0.1/32', '127.0.0.1/32 is loopback: it is never routed'),
      lone('169.254.169.254/32', '169.254.169.254/32 is link-local: it is never routed'),
    ]);
    expect(dropped.map(({ reason }) => reason)).toEqual([
      `${SUBJECT}: 127.0.0.1/32 is loopback: it is never routed`,
      `${SUBJECT}: 169.254.169.254/32 is link-local: it is never routed`,
    ]);
    expect(demands.map(({ tuple }) => tuple.peer)).toEqual([`${internet}/32`]);
  });

  it('asks for nothing to be read', async () => {
    const network = { ...(await vpcNetwork({ workload: [through] })), subnets: [] };
    const { paths, needs } = findings(network, { tuples: [towards('224.0.0.1/32')] });

    expect(paths).toEqual([lone('224.0.0.1/32', '224.0.0.1/32 is multicast: it is never routed')]);
    expect(needs).toEqual([]);
  });
});
