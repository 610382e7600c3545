import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import type {
  CoreNetwork,
  CoreNetworkAttachment,
  CoreNetworkRoute,
} from '../../../functions/lib/domain/network/transit.ts';
import { type FoundPaths, findPaths } from '../../../functions/lib/domain/paths/find-paths.ts';
import { address, cidr } from '../../support/network.ts';
import { HUB, networkOf, SPOKE, worldJson } from '../../support/worlds.ts';

export const CORE = `arn:aws:networkmanager::${HUB}:core-network/core-network-0a1b2c3d4e5f60718`;
/** The subject's VPC, and the one with firewalls in zones a and b; both accounts are ours. */
export const [SUBJECT_VPC, INSPECTION_VPC] = ['vpc-00a87ce7ac2e06823', 'vpc-02ea108c5e8b41b26'];
/** Their attachments, and that of the peer's VPC. */
export const [SUBJECT_SIDE, PEER_SIDE, INSPECTION] = [
  'attachment-00a87ce7ac2e06823',
  'attachment-05071a4064778f48b',
  'attachment-0830e0427ba32eddd',
];
/** The peer, in zone b; the subject is 10.70.1.10 in zone a. */
export const PEER = '10.71.1.20/32';

export const coreRoute = (destination: string, ...attachmentIds: readonly string[]): CoreNetworkRoute => ({
  destination: cidr(destination),
  attachmentIds,
  blackhole: false,
});

export type CoreTable = CoreNetwork['tables'][number];

export const coreTable = (group: string, routes: readonly CoreNetworkRoute[], region = 'us-east-1'): CoreTable => ({
  group,
  region,
  routes,
});

/** What leads from the subject to the firewalls, and on to the peer; answers come straight back. */
const inspected = [
  coreTable('production', [coreRoute('10.71.0.0/16', INSPECTION), coreRoute('10.70.0.0/16', SUBJECT_SIDE)]),
  coreTable('inspection', [coreRoute('10.71.0.0/16', PEER_SIDE)]),
];

/** The world of Cloud WAN, with these tables and attachments.
 * @param change what becomes of the list of attachments */
export const behindCore = async (
  tables: readonly CoreTable[] = inspected,
  change: (attachments: readonly CoreNetworkAttachment[]) => readonly CoreNetworkAttachment[] = (list) => list,
): Promise<Network> => {
  const network = await networkOf(worldJson('cloud-wan'));
  return {
    ...network,
    coreNetworks: network.coreNetworks.map((core) => ({ ...core, tables, attachments: change(core.attachments) })),
  };
};

/** What the subject, 10.70.1.10 in the spoke's account, has with these peers. */
export const lookFor = (network: Network, ...peers: readonly string[]): FoundPaths => {
  const addresses = [address('10.70.1.10')];
  const subject = {
    account: SPOKE,
    region: 'us-east-1',
    interfaceId: 'eni-03c9750fd2142ae5e',
    vpcId: SUBJECT_VPC,
    subnetId: 'subnet-00a87ce7ac2e06823',
    addresses,
    reason: 'test',
  };
  return findPaths(indexNetwork(network), { subject, ours: addresses, peers: peers.map(cidr) });
};
