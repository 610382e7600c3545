import { type AccountRegion, refusalOf } from '../../domain/account-region.ts';
import type { Lead } from '../../domain/lead.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import type { Policy } from '../../policy/policy.ts';
import type { AwsClients } from '../aws-clients.ts';
import type { CoreReading } from './read-core-network.ts';
import { readFirewalls } from './read-firewalls.ts';
import type { Reading } from './read-vpcs.ts';
import { readable } from './reading.ts';

export type Clients = Omit<AwsClients, 'actingFor'>;

/** One reading of the network for one lead. */
export interface Session {
  readonly clients: Clients;
  readonly home: AccountRegion;
  readonly policy: Policy;
  readonly lead: Lead;
  /** Everything asked so far: nothing is asked twice in one reading. */
  readonly asked: Set<string>;
}

export const accountsOf = ({ home, policy }: Session): readonly string[] => [
  ...new Set([home.account, ...policy.accounts.members]),
];

/** Runs a read in one place, unless the place is none of ours. */
export const at = async (
  { home, policy }: Session,
  where: AccountRegion,
  read: () => Promise<readonly NetworkPart[]>,
): Promise<readonly NetworkPart[]> => {
  const reason = refusalOf(where, home, policy.accounts);
  const { account, region } = where;
  if (reason !== undefined) return [{ unread: [{ account, region, what: 'network', reason }] }];
  let parts: readonly NetworkPart[] = [];
  const denied = await readable(where, 'network', async () => {
    parts = await read();
    return {};
  });
  return [...parts, denied];
};

export const ec2At = (
  session: Session,
  where: AccountRegion,
  read: (reading: Reading) => Promise<readonly NetworkPart[]>,
) => at(session, where, async () => read({ where, client: await session.clients.ec2(where) }));

export const firewallsAt = (session: Session, where: AccountRegion) =>
  at(session, where, async () => readFirewalls({ where, client: await session.clients.networkFirewall(where) }));

export const managerAt = (
  session: Session,
  where: AccountRegion,
  read: (reading: CoreReading) => Promise<readonly NetworkPart[]>,
) => at(session, where, async () => read({ where, manager: await session.clients.networkManager(where) }));
