import { EC2Client } from '@aws-sdk/client-ec2';
import type { AccountRegion } from '../domain/account-region.ts';
import type { Actor } from './member-credentials.ts';
import { type MemberPlaces, remembering } from './member-places.ts';

/** EC2 clients for any account and Region of ours, one for each, kept for the next call. */
export interface Ec2Clients {
  /** @throws MisconfiguredError when policy does not name the account or Region, or its role cannot be assumed */
  ec2(where: AccountRegion): Promise<EC2Client>;
  /** The same clients, acting for this case: its id names the sessions in member accounts. */
  actingFor(actor: Actor): Ec2Clients;
}

export const ec2Clients = (places: MemberPlaces): Ec2Clients => {
  const clients = remembering<EC2Client>();
  const as = (actor: Actor): Ec2Clients => ({
    ec2: async (where) => {
      const { key, config } = await places.find(where, actor);
      return clients(key, () => new EC2Client(config('ec2')));
    },
    actingFor: as,
  });
  return as(places.actor);
};
