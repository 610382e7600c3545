import { type AccountRegion, placeKey, refusalOf } from '../../domain/account-region.ts';
import type { Lead } from '../../domain/lead.ts';
import { emptyNetwork, type Network, type NetworkPart, withParts } from '../../domain/network/network.ts';
import { indexNetwork } from '../../domain/network/network-index.ts';
import { placeOfArn } from '../../domain/paths/capture-scope.ts';
import type { Need } from '../../domain/paths/journey.ts';
import { type PathLimits, pathsOfLead } from '../../domain/paths/paths-of-lead.ts';
import { placeOfLead } from '../../domain/plan-capture.ts';
import type { Policy } from '../../policy/policy.ts';
import type { NetworkReader } from '../../ports/network-reader.ts';
import { firstMatch } from '../../triggers/pattern.ts';
import type { AwsClients } from '../aws-clients.ts';
import { type CoreReading, readCoreAttachment, readCoreNetwork } from './read-core-network.ts';
import { readFirewalls } from './read-firewalls.ts';
import { ofKind, readInterfaces, readSubjects } from './read-interfaces.ts';
import { namesDatabases, readDatabases, readTasks } from './read-resources.ts';
import { readTransitGateway } from './read-transit-gateway.ts';
import { type Reading, readPeerings, readPrefixList, readVpcs } from './read-vpcs.ts';
import { readable } from './reading.ts';

type Clients = Omit<AwsClients, 'actingFor'>;

/** Turns of asking for what the last turn showed to be missing. A path over two transit gateways needs six. */
const MAX_TURNS = 8;
/** With more accounts than this, firewalls are read where they are likely first, and elsewhere only when needed. */
const FEW_ACCOUNTS = 10;

interface Session {
  readonly clients: Clients;
  readonly home: AccountRegion;
  readonly policy: Policy;
  readonly lead: Lead;
  /** Everything asked so far: nothing is asked twice in one reading. */
  readonly asked: Set<string>;
}

const needKey = ({ kind, account, region, id }: Need): string => JSON.stringify([kind, account, region, id]);

const accountsOf = ({ home, policy }: Session): readonly string[] => [
  ...new Set([home.account, ...policy.accounts.members]),
];

/** Runs a read in one place, unless the place is none of ours. */
const at = async (
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

const ec2At = (session: Session, where: AccountRegion, read: (reading: Reading) => Promise<readonly NetworkPart[]>) =>
  at(session, where, async () => read({ where, client: await session.clients.ec2(where) }));

const firewallsAt = (session: Session, where: AccountRegion) =>
  at(session, where, async () => readFirewalls({ where, client: await session.clients.networkFirewall(where) }));

const managerAt = (
  session: Session,
  where: AccountRegion,
  read: (reading: CoreReading) => Promise<readonly NetworkPart[]>,
) => at(session, where, async () => read({ where, manager: await session.clients.networkManager(where) }));

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
const widened = (session: Session, need: Need): readonly Need[] => {
  if (need.kind === 'firewalls') return accountsOf(session).map((account) => ({ ...need, account }));
  return need.kind === 'transit-gateway' && need.account !== session.home.account
    ? [need, { ...need, account: session.home.account }]
    : [need];
};

const fetchAll = async (session: Session, needs: readonly Need[]): Promise<readonly NetworkPart[]> => {
  const wanted = new Map(needs.map((need) => [needKey(need), need]));
  const fresh = [...wanted].filter(([key]) => !session.asked.has(key)).map(([, need]) => need);
  for (const need of fresh) session.asked.add(needKey(need));
  return (await Promise.all(grouped(fresh).map((group) => fetch(session, group)))).flat();
};

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

/** Tasks are asked for where their ARNs say that they are. */
const readTasksOf = async (session: Session): Promise<readonly NetworkPart[]> => {
  const arns = ofKind(session.lead.subjects, 'ecs-task').map(({ taskArn }) => taskArn);
  const places = Map.groupBy(arns, (taskArn) => placeKey(placeOfArn(taskArn)));
  const parts = [...places.values()].map(([first = '', ...others]) => {
    const where = placeOfArn(first);
    return ec2At(session, where, async (reading) =>
      readTasks(reading, await session.clients.tasks(where), [first, ...others]),
    );
  });
  return (await Promise.all(parts)).flat();
};

const readDatabasesOf = async (session: Session, place: AccountRegion): Promise<readonly NetworkPart[]> => {
  const { subjects } = session.lead;
  if (!namesDatabases(subjects)) return [];
  return ec2At(session, place, async (reading) =>
    readDatabases(reading, await session.clients.databases(place), subjects),
  );
};

const readInterfacesThenVpcs = async (session: Session, place: AccountRegion): Promise<readonly NetworkPart[]> => {
  const { lead, home } = session;
  const found = await Promise.all([
    ec2At(session, place, (reading) => readSubjects(reading, lead.subjects)),
    readTasksOf(session),
    readDatabasesOf(session, place),
  ]);
  const parts = found.flat();
  const { subjects } = findingsIn(session, withParts(emptyNetwork(home), parts));
  const needs = subjects.interfaces.map(({ account, region, vpcId }) => vpcNeed({ account, region }, vpcId));
  return [...parts, ...(await fetchAll(session, needs))];
};

/** A firewall's alert names addresses of any account behind it: those not found at home are looked for with everybody. */
const readElsewhere = async (session: Session, network: Network, place: AccountRegion) => {
  const known = new Set(network.interfaces.flatMap(({ addresses }) => addresses));
  const subjects = session.lead.subjects.filter(
    (subject) => subject.kind === 'address' && !known.has(subject.address) && subject.instanceId === undefined,
  );
  if (subjects.length === 0) return [];
  const others = accountsOf(session).filter((account) => account !== place.account);
  const found = await Promise.all(
    others.map((account) =>
      ec2At(session, { account, region: place.region }, (reading) => readSubjects(reading, subjects)),
    ),
  );
  return found.flat();
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
