import { describe, expect, it } from 'vitest';
import { networkInterface } from '../../../simulator/worlds/rows.ts';
import { cidr } from '../../support/network.ts';
import { ENDPOINT_A, ENDPOINT_B, IGW, NEIGHBOUR, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, named } from '../../support/worlds.ts';
import { findings } from './found-paths.ts';
import { internet, through } from './planned-routes.ts';

const PEER = `${internet}/32`;
const OWN = '10.0.1.10/32';
const tuple = (subject: string | undefined, peer: string | undefined) => ({
  ...conversation('10.0.1.10', internet),
  subject: subject === undefined ? undefined : cidr(subject),
  peer: peer === undefined ? undefined : cidr(peer),
});
type Asked = readonly [subject: string | undefined, peer: string | undefined];

describe('tuples of several interfaces', () => {
  const subjects = [named(SUBJECT), named(NEIGHBOUR)];
  const of = async (
    tuples: readonly Asked[],
    routes: VpcRoutes = { workload: [through], main: [['0.0.0.0/0', ENDPOINT_B]] },
  ) => {
    const { demands, dropped } = findings(await vpcNetwork(routes), {
      subjects,
      tuples: tuples.map(([own, peer]) => tuple(own, peer)),
    });
    const places = demands.map(({ sighting, tuple: seen }) => [sighting.zone.endpointId, seen.subject, seen.peer]);
    return { places, dropped: dropped.map(({ reason }) => reason) };
  };

  it('are asked for each on the path of its own', async () => {
    expect(
      (
        await of([
          [OWN, PEER],
          ['10.0.2.20/32', '203.0.113.9/32'],
        ])
      ).places,
    ).toEqual([
      [ENDPOINT_A, OWN, PEER],
      [ENDPOINT_B, OWN, PEER],
      [ENDPOINT_B, '10.0.2.20/32', '203.0.113.9/32'],
    ]);
  });

  it('are dropped where no interface has a firewall for them, with each reason once', async () => {
    const blackholes: VpcRoutes = { workload: [['0.0.0.0/0', 'blackhole']], main: [['0.0.0.0/0', IGW]] };

    expect((await of([[undefined, PEER]], blackholes)).dropped).toEqual([
      `${SUBJECT}: no firewall on the way: rtb-00000000000000001: 0.0.0.0/0 → vpce-0dead000000000000 (blackhole); ${NEIGHBOUR}: no firewall on the way: leaves through ${IGW}; 10.0.2.20/32 is in ${VPC}`,
    ]);
  });

  it('are dropped for three reasons at most', async () => {
    const more = ['3', '4', '5'].map((n) =>
      networkInterface(`eni-0000000000000000${n}`, {
        vpc: VPC,
        subnet: 'subnet-00000000000000001',
        ip: `10.0.1.3${n}`,
      }),
    );
    const network = await vpcNetwork({ workload: [] }, { NetworkInterfaces: more });
    const all = ['1', '3', '4', '5'].map((n) => named(`eni-0000000000000000${n}`));
    const { dropped } = findings(network, { subjects: all, tuples: [tuple(undefined, PEER)] });

    const none = `no firewall on the way: rtb-00000000000000001 has no route to ${PEER}`;
    expect(dropped.map(({ reason }) => reason)).toEqual([
      ['1', '3', '4'].map((n) => `eni-0000000000000000${n}: ${none}`).join('; '),
    ]);
  });

  it('are dropped where there is no interface at all', async () => {
    const { dropped, paths, needs } = findings(await vpcNetwork({ workload: [through] }), {
      subjects: [named('eni-0000000000000dead')],
    });

    expect(dropped.map(({ reason }) => reason)).toEqual(['no interface of the subject was found']);
    expect([paths, needs]).toEqual([[], []]);
  });
});
