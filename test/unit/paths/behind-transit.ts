import type { Network, NetworkPart } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import type {
  TransitGatewayAttachment,
  TransitGatewayRoute,
  TransitGatewayRouteTable,
} from '../../../functions/lib/domain/network/transit.ts';
import { type FoundPaths, findPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { worldOf } from '../../../simulator/worlds/rows.ts';
import { inspectionBehindTransit } from '../../../simulator/worlds/transit-topologies.ts';
import { address, cidr } from '../../support/network.ts';
import { HUB, networkOf } from '../../support/worlds.ts';

export const TGW = 'tgw-00000000000000001';
export const [SPOKE_VPC, SECOND_VPC, INSPECTION_VPC] = [
  'vpc-0000000000000000a',
  'vpc-0000000000000000b',
  'vpc-0000000000000000c',
];
/** Attachments of the subject's VPC, of the peer's, and of the one with firewalls in zones a and b. */
export const [SPOKE_SIDE, SECOND, INSPECTION] = [
  'tgw-attach-0000000000000000a',
  'tgw-attach-0000000000000000b',
  'tgw-attach-0000000000000000c',
];
/** Routes what comes from the subject's VPC. */
export const SPOKE_TABLE = 'tgw-rtb-0000000000000000a';
/** The peer, in zone b; the subject is 10.0.1.10 in zone a. */
export const PEER = '10.1.1.20/32';
export const ROUTE_TO_INSPECTION = `${SPOKE_TABLE}: 0.0.0.0/0 → ${INSPECTION}`;

const here = { account: HUB, region: 'us-east-1' };
const home = 'subnet-0000000000000aaa1';
const subjectId = 'eni-0000000000000000a';

/** @param destination a network or a prefix list */
export const route = (destination: string, ...attachmentIds: readonly string[]): TransitGatewayRoute => ({
  destination: destination.startsWith('pl-') ? { prefixListId: destination } : cidr(destination),
  attachmentIds,
  blackhole: false,
  propagated: false,
});

export const blackhole = (destination: string): TransitGatewayRoute => ({ ...route(destination), blackhole: true });

/** The table of one attachment. */
export const tableOf = (
  attachmentId: string,
  routeTableId: string,
  routes: readonly TransitGatewayRoute[],
): TransitGatewayRouteTable => ({
  ...here,
  routeTableId,
  transitGatewayId: TGW,
  attachmentIds: [attachmentId],
  routes,
});

export const attachment = (attachmentId: string, resourceType: string): TransitGatewayAttachment => ({
  ...here,
  attachmentId,
  transitGatewayId: TGW,
  resourceType,
});

/** Everything that leaves the subject's VPC goes through the firewalls; what the peer answers comes straight back. */
export const toFirewalls = [route('0.0.0.0/0', INSPECTION)];

/** Three VPCs on a transit gateway.
 * @param routes what the subject's attachment is routed by
 * @param changes lists that replace those of the network */
export const behindTransit = async (
  routes: readonly TransitGatewayRoute[] = toFirewalls,
  changes: NetworkPart = {},
): Promise<Network> => {
  const network = await networkOf(worldOf(inspectionBehindTransit({ appliance: false })));
  const transitGatewayRouteTables = [
    tableOf(SPOKE_SIDE, SPOKE_TABLE, routes),
    tableOf(SECOND, 'tgw-rtb-0000000000000000b', [route('10.0.0.0/16', SPOKE_SIDE)]),
    tableOf(INSPECTION, 'tgw-rtb-0000000000000000c', [route('10.1.0.0/16', SECOND)]),
  ];
  return { ...network, transitGatewayRouteTables, ...changes };
};

/** What the subject, 10.0.1.10, has with these peers; with none, with anybody. */
export const lookFor = (network: Network, ...peers: readonly string[]): FoundPaths => {
  const addresses = [address('10.0.1.10')];
  const subject = {
    ...here,
    interfaceId: subjectId,
    vpcId: network.subnets.find(({ subnetId }) => subnetId === home)?.vpcId ?? '',
    subnetId: home,
    addresses,
    reason: 'test',
  };
  return findPaths(indexNetwork(network), { subject, ours: addresses, peers: peers.map(cidr) });
};

/** Where packets meet a firewall: `direction firewall zone`. */
export const sightingsOf = ({ paths }: FoundPaths): readonly string[] =>
  [
    ...new Set(
      paths
        .flatMap(({ sightings }) => sightings)
        .map(({ direction, firewallArn, zone }) =>
          [direction, firewallArn.split('/').at(-1), zone.availabilityZone].join(' '),
        ),
    ),
  ].toSorted();

/** The hops at a place, in words. */
export const hopsAt = ({ paths }: FoundPaths, place: string): readonly string[] =>
  paths
    .flatMap(({ proof }) => proof.hops)
    .filter(({ at }) => at === place)
    .map(({ route: text, note }) => [text, note].filter((part) => part !== undefined).join('; '));
