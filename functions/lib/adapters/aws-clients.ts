import type { AccountRegion } from '../domain/account-region.ts';
import { type Ec2Clients, ec2Clients } from './ec2-clients.ts';
import { type LazyClients, lazyClients } from './lazy-clients.ts';
import type { Actor } from './member-credentials.ts';
import { type MemberPlacesOptions, memberPlaces, remembering } from './member-places.ts';
import { type NetworkFirewallClients, networkFirewallClients } from './network-firewall-clients.ts';
import { type NetworkManager, networkManager } from './network-manager.ts';

/** Clients of EC2 and Network Firewall, for a function that calls both, with those that are loaded when needed. A function
 * that calls one takes that one's alone: each is a third of a bundle. */
export interface AwsClients
  extends Pick<Ec2Clients, 'ec2'>,
    Pick<NetworkFirewallClients, 'networkFirewall'>,
    Omit<LazyClients, 'actingFor'> {
  /** @throws MisconfiguredError when policy does not name the account or Region, or its role cannot be assumed */
  networkManager(where: AccountRegion): Promise<NetworkManager>;
  actingFor(actor: Actor): AwsClients;
}

export const awsClients = (options: MemberPlacesOptions): AwsClients => {
  const places = memberPlaces(options);
  const [ec2, firewalls, lazy] = [ec2Clients(places), networkFirewallClients(places), lazyClients(places)];
  const managers = remembering<NetworkManager>();
  // As the SDK takes it for its own clients.
  const endpoint = options.host.env.AWS_ENDPOINT_URL_NETWORKMANAGER ?? options.host.env.AWS_ENDPOINT_URL;
  const as = (actor: Actor): AwsClients => ({
    ...lazy.actingFor(actor),
    ec2: ec2.actingFor(actor).ec2,
    networkManager: async (where) => {
      const { key, config } = await places.find(where, actor);
      return managers(key, () => networkManager({ endpoint, ...config('networkmanager') }, where.region));
    },
    networkFirewall: firewalls.actingFor(actor).networkFirewall,
    actingFor: as,
  });
  return as(options.actor);
};
