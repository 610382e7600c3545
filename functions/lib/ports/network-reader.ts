import type { Lead } from '../domain/lead.ts';
import type { Network } from '../domain/network/network.ts';
import type { Policy } from '../policy/policy.ts';

export interface NetworkRequest {
  readonly lead: Lead;
  /** Bounds what is read: accounts, Regions, interfaces. */
  readonly policy: Policy;
}

/** Reads what a plan needs of the network: the lead's interfaces, the routes of their traffic in both directions, and the
 * firewalls on the way. What may not be read is listed as unread, never thrown.
 * @throws what a throttled or failing API throws once the SDK gives up: run it again */
export interface NetworkReader {
  read(request: NetworkRequest): Promise<Network>;
}
