import { type AccountRegion, refusalOf } from '../../domain/account-region.ts';
import { emptyNetwork, type Network, type NetworkPart, withParts } from '../../domain/network/network.ts';
import { indexNetwork } from '../../domain/network/network-index.ts';
import type { Need } from '../../domain/paths/journey.ts';
import { type PathLimits, pathsOfLead } from '../../domain/paths/paths-of-lead.ts';
import { placeOfLead } from '../../domain/plan-capture.ts';
import type { NetworkReader } from '../../ports/network-reader.ts';
import { firstMatch } from '../../triggers/pattern.ts';
import { fetchAll, widened } from './fetch-needs.ts';
import { readAffected, readCarriers, readElsewhere } from './read-affected.ts';
import { accountsOf, type Clients, type Session } from './session.ts';

/** Turns of asking for what the last turn showed to be missing. A path over two transit gateways needs six. */
const MAX_TURNS = 8;
/** With more accounts than this, firewalls are read where they are likely first, and elsewhere only when needed. */
const FEW_ACCOUNTS = 10;

const firewallNeeds = (session: Session, place: AccountRegion): readonly Need[] => {
  const all = accountsOf(session);
  const likely = all.length <= FEW_ACCOUNTS ? all : [session.home.account, place.account];
  return [...new Set(likely)].map((account) => ({ kind: 'firewalls', account, region: place.region, id: '' }));
};

const vpcNeed = (place: AccountRegion, id: string): Need => ({ kind: 'vpc', ...place, id });

/** VPCs that the trigger names are read beside its interfaces: a trigger that is right saves a turn. */
const namedVpcs = ({ lead }: Session, place: AccountRegion): readonly Need[] =>
  lead.subjects.flatMap((subject) =>
    'vpcId' in subject && subject.vpcId !== undefined ? [vpcNeed(place, subject.vpcId)] : [],
  );

const limitsOf = ({ policy }: Session): PathLimits => ({
  maximumInterfaces: policy.capture.maximumInterfaces,
  firewallOverrides: policy.capture.firewallOverrides,
  isExcluded: (name) => firstMatch(policy.triggers.excludeResources, name) !== undefined,
});

const findingsIn = (session: Session, network: Network) =>
  pathsOfLead(session.lead, indexNetwork(network), limitsOf(session));

const readInterfacesThenVpcs = async (session: Session, place: AccountRegion): Promise<readonly NetworkPart[]> => {
  const { home } = session;
  const parts = await readAffected(session, place);
  const { subjects } = findingsIn(session, withParts(emptyNetwork(home), parts));
  const needs = subjects.interfaces.map(({ account, region, vpcId }) => vpcNeed({ account, region }, vpcId));
  return [...parts, ...(await fetchAll(session, needs))];
};

const readNetwork = async (session: Session): Promise<Network> => {
  const { home, lead, policy } = session;
  const place = placeOfLead(lead, home);
  if (refusalOf(place, home, policy.accounts) !== undefined) return emptyNetwork(home);
  const first = await Promise.all([
    fetchAll(session, firewallNeeds(session, place)),
    fetchAll(session, namedVpcs(session, place)),
    readInterfacesThenVpcs(session, place),
  ]);
  let network = withParts(emptyNetwork(home), first.flat());
  network = withParts(network, await readElsewhere(session, network, place));
  network = withParts(network, await readCarriers(session, network, place));
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const { needs } = findingsIn(session, network);
    const parts = await fetchAll(
      session,
      needs.flatMap((need) => widened(session, need)),
    );
    if (parts.length === 0) break;
    network = withParts(network, parts);
  }
  return network;
};

/** Reads the network through EC2 and Network Firewall. It follows the lead's traffic as far as it is known, asks at once for
 * everything that is missing, and starts over, so that calls in sequence are as few as the path needs and nothing is
 * read that no path touches. */
export const awsNetworkReader = (clients: Clients, home: AccountRegion): NetworkReader => ({
  read: ({ lead, policy }) => readNetwork({ clients, home, policy, lead, asked: new Set() }),
});
