import type { RouteText } from '../../../simulator/worlds/rows.ts';
import { ENDPOINT_A, SUBJECT, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, leadOf, named, planFor } from '../../support/worlds.ts';

/** A host beyond the internet gateway. */
export const internet = '198.51.100.7';

/** The plan for what the subject has with a peer, where these are the routes. */
export const planned = async (
  routes: VpcRoutes,
  peer: string,
  extra: Readonly<Record<string, readonly object[]>> = {},
) => {
  const own = peer.includes(':') ? '2001:db8:0:1::10' : '10.0.1.10';
  return planFor(
    await vpcNetwork(routes, extra),
    leadOf({ subjects: [named(SUBJECT)], tuples: [conversation(own, peer)] }),
  );
};

/** The first firewall endpoint takes everything. */
export const through: RouteText = ['0.0.0.0/0', ENDPOINT_A];
/** A prefix list of the routes. */
export const list = (...cidrs: readonly string[]) => ({
  ManagedPrefixLists: [{ PrefixListId: 'pl-00000001', Entries: cidrs.map((Cidr) => ({ Cidr })) }],
});
