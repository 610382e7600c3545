import { NetworkFirewallClient } from '@aws-sdk/client-network-firewall';
import type { AccountRegion } from '../domain/account-region.ts';
import type { Actor } from './member-credentials.ts';
import { type MemberPlaces, type Place, remembering } from './member-places.ts';
import { withRequestTimeout } from './request-timeout.ts';

export interface NetworkFirewallOptions {
  /** 1 sends each request once, never again. */
  readonly maxAttempts?: number;
  readonly requestTimeoutMs?: number;
}

/** Network Firewall clients for any account and Region of ours, one for each and set of options, kept for the next call. */
export interface NetworkFirewallClients {
  /** @throws MisconfiguredError when policy does not name the account or Region, or its role cannot be assumed */
  networkFirewall(where: AccountRegion, options?: NetworkFirewallOptions): Promise<NetworkFirewallClient>;
  /** The same clients, acting for this case: its id names the sessions in member accounts. */
  actingFor(actor: Actor): NetworkFirewallClients;
}

const clientAt = (place: Place, { maxAttempts, requestTimeoutMs }: NetworkFirewallOptions): NetworkFirewallClient => {
  const config = place.config('network-firewall');
  return new NetworkFirewallClient({
    ...config,
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(requestTimeoutMs !== undefined && {
      requestHandler: withRequestTimeout(config.requestHandler, requestTimeoutMs),
    }),
  });
};

export const networkFirewallClients = (places: MemberPlaces): NetworkFirewallClients => {
  const clients = remembering<NetworkFirewallClient>();
  const as = (actor: Actor): NetworkFirewallClients => ({
    networkFirewall: async (where, options = {}) => {
      const place = await places.find(where, actor);
      const key = JSON.stringify([options.maxAttempts, options.requestTimeoutMs, place.key]);
      return clients(key, () => clientAt(place, options));
    },
    actingFor: as,
  });
  return as(places.actor);
};
