import { type Ec2Clients, ec2Clients } from './ec2-clients.ts';
import type { Actor } from './member-credentials.ts';
import { type MemberPlacesOptions, memberPlaces } from './member-places.ts';
import { type NetworkFirewallClients, networkFirewallClients } from './network-firewall-clients.ts';

/** Clients of both services, for a function that calls both. A function that calls one takes that one's alone: each is
 * a third of a bundle. */
export interface AwsClients extends Pick<Ec2Clients, 'ec2'>, Pick<NetworkFirewallClients, 'networkFirewall'> {
  actingFor(actor: Actor): AwsClients;
}

export const awsClients = (options: MemberPlacesOptions): AwsClients => {
  const places = memberPlaces(options);
  const [ec2, firewalls] = [ec2Clients(places), networkFirewallClients(places)];
  const as = (actor: Actor): AwsClients => ({
    ec2: ec2.actingFor(actor).ec2,
    networkFirewall: firewalls.actingFor(actor).networkFirewall,
    actingFor: as,
  });
  return as(options.actor);
};
