import { placeKey } from '../../domain/account-region.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import type { Need } from '../../domain/paths/journey.ts';
import { readCoreAttachment, readCoreNetwork } from './read-core-network.ts';
import { readInterfaces } from './read-interfaces.ts';
import { readTransitGateway } from './read-transit-gateway.ts';
import { readPeerings, readPrefixList, readVpcs } from './read-vpcs.ts';
import { readable } from './reading.ts';
import { accountsOf, ec2At, firewallsAt, managerAt, type Session } from './session.ts';

const needKey = ({ kind, account, region, id }: Need): string => JSON.stringify([kind, account, region, id]);

/** Needs of one kind in one place are one set of calls. */
const grouped = (needs: readonly Need[]): readonly (readonly [Need, ...Need[]])[] => {
  const groups = new Map<string, [Need, ...Need[]]>();
  for (const need of needs) {
    const together = need.kind === 'vpc' || need.kind === 'interface' || need.kind === 'peering';
    const key = together ? `${need.kind} ${placeKey(need)}` : needKey(need);
    const group = groups.get(key);
    if (group) group.push(need);
    else groups.set(key, [need]);
  }
  return [...groups.values()];
};

const fetch = (session: Session, [need, ...others]: readonly [Need, ...Need[]]): Promise<readonly NetworkPart[]> => {
  const { kind, account, region, id } = need;
  const where = { account, region };
  const ids = [id, ...others.map((other) => other.id)];
  if (kind === 'firewalls') return firewallsAt(session, where);
  if (kind === 'core-network') return managerAt(session, where, (reading) => readCoreNetwork(reading, id));
  if (kind === 'core-attachment')
    return managerAt(session, where, (reading) => readCoreAttachment(reading, { arn: need.arn, attachmentId: id }));
  return ec2At(session, where, async (reading) => {
    if (kind === 'vpc') return readVpcs(reading, ids);
    if (kind === 'interface') return readInterfaces(reading, ids);
    if (kind === 'peering') return [await readable(where, 'VPC peerings', () => readPeerings(reading, ids))];
    if (kind === 'transit-gateway') return readTransitGateway(reading, id);
    return [await readable(where, `prefix list ${id}`, () => readPrefixList(reading, id))];
  });
};

/** What a need means in calls: an unknown endpoint may be any account's firewall, and a transit gateway is mostly the hub's. */
export const widened = (session: Session, need: Need): readonly Need[] => {
  if (need.kind === 'firewalls') return accountsOf(session).map((account) => ({ ...need, account }));
  return need.kind === 'transit-gateway' && need.account !== session.home.account
    ? [need, { ...need, account: session.home.account }]
    : [need];
};

/** Reads what was not asked for before, all at once. */
export const fetchAll = async (session: Session, needs: readonly Need[]): Promise<readonly NetworkPart[]> => {
  const wanted = new Map(needs.map((need) => [needKey(need), need]));
  const fresh = [...wanted].filter(([key]) => !session.asked.has(key)).map(([, need]) => need);
  for (const need of fresh) session.asked.add(needKey(need));
  return (await Promise.all(grouped(fresh).map((group) => fetch(session, group)))).flat();
};
