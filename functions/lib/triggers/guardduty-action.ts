import type { Address } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import type { Tuple } from '../domain/tuple.ts';
import { anywhere, tuplesOf } from './conversation.ts';
import type { TypeRule } from './finding-types.ts';
import type { Local } from './guardduty-interfaces.ts';
import { absorb, demote, type Issues, newIssues } from './issues.ts';
import { at, flagOf, isObject, items, type JsonNode, wordOf } from './json-node.ts';
import {
  ADDRESS_ALLOWED,
  readAddresses,
  readDirection,
  readIpDetails,
  readPort,
  refuseMissing,
} from './read-conversation.ts';
import { shapedTuples } from './shape-conversation.ts';

/** What the readers of an action need to know about the finding around it. */
export interface ActionContext {
  readonly action: JsonNode;
  readonly rule: TypeRule;
  /** `TARGET` or `ACTOR` in lower case, or empty. */
  readonly role: string;
  readonly lastSeenMs?: number;
}

export const isBlocked = (action: JsonNode): boolean =>
  ['networkConnectionAction', 'portProbeAction', 'dnsRequestAction'].some((name) =>
    flagOf(at(action, name, 'blocked')),
  );

/** The local addresses and the interface that the action names. What does not parse is reported where a tuple needs it. */
export const localOf = (action: JsonNode): Local => {
  const connection = at(action, 'networkConnectionAction');
  const probes = items(at(action, 'portProbeAction', 'portProbeDetails'));
  const details = [connection, ...probes].map((one) => at(one, 'localIpDetails'));
  const nodes = details.flatMap((one) => [at(one, 'ipAddressV4'), at(one, 'ipAddressV6')]);
  return { addresses: readAddresses(nodes, newIssues()), interfaceNode: at(connection, 'localNetworkInterface') };
};

/** `networkConnectionAction`: one conversation, or a sweep from our side. */
export const connectionTuples = (
  { action, rule, role, lastSeenMs }: ActionContext,
  issues: Issues,
): readonly Tuple[] => {
  const connection = at(action, 'networkConnectionAction');
  const details = at(connection, 'remoteIpDetails');
  const remote = rule.look === 'sweep' ? [] : readIpDetails(details, issues);
  if (rule.look !== 'sweep' && remote.length === 0 && issues.problems.length === 0) {
    refuseMissing(at(details, 'ipAddressV4'), ADDRESS_ALLOWED, issues);
  }
  const told = {
    local: readIpDetails(at(connection, 'localIpDetails'), issues),
    remote,
    localPort: at(connection, 'localPortDetails', 'port'),
    remotePort: at(connection, 'remotePortDetails', 'port'),
    protocol: at(connection, 'protocol'),
    direction: readDirection(at(connection, 'connectionDirection')),
    role,
    lastSeenMs,
  };
  return shapedTuples(told, rule, issues);
};

const probeTuples = (probe: JsonNode, lastSeenMs: number | undefined, issues: Issues): readonly Tuple[] => {
  const remote = readIpDetails(at(probe, 'remoteIpDetails'), issues);
  if (remote.length === 0 && issues.problems.length === 0) {
    refuseMissing(at(probe, 'remoteIpDetails', 'ipAddressV4'), ADDRESS_ALLOWED, issues);
  }
  return tuplesOf({
    local: readIpDetails(at(probe, 'localIpDetails'), issues),
    remote,
    localPorts: readPort(at(probe, 'localPortDetails', 'port'), issues),
    alsoProtocols: [6],
    direction: 'inbound',
    lastSeenMs,
    what: 'port probe',
  });
};

/** `portProbeAction`: one conversation a probe. A broken probe is left out; when all are broken the finding is refused. */
export const portProbeTuples = ({ action, lastSeenMs }: ActionContext, issues: Issues): readonly Tuple[] => {
  const list = at(action, 'portProbeAction', 'portProbeDetails');
  const read = items(list).map((probe) => {
    const own = newIssues();
    return { tuples: probeTuples(probe, lastSeenMs, own), own };
  });
  const good = read.filter(({ own }) => own.problems.length === 0);
  if (read.length === 0) refuseMissing(list, 'at least one probe', issues);
  for (const { own } of read) {
    if (good.length > 0) demote(own, issues);
    else absorb(own, issues);
  }
  return good.flatMap(({ tuples }) => tuples);
};

/** `rdsLoginAttemptAction`: the far side to the database. The finding does not tell the database's port. */
export const loginTuples = ({ action, lastSeenMs }: ActionContext, issues: Issues): readonly Tuple[] => {
  const details = at(action, 'rdsLoginAttemptAction', 'remoteIpDetails');
  const remote = readIpDetails(details, issues);
  if (remote.length === 0 && issues.problems.length === 0)
    refuseMissing(at(details, 'ipAddressV4'), ADDRESS_ALLOWED, issues);
  issues.note('the finding does not tell the port of the database: unless RDS does, the filter leaves it open');
  const told = { local: [], remote, alsoProtocols: [6], direction: 'inbound' as const, lastSeenMs };
  return tuplesOf({ ...told, what: 'database login' }).map((tuple) => ({ ...tuple, subjectPortOf: 'database' }));
};

const addressesOf = (subjects: readonly Subject[]): readonly Address[] =>
  subjects.every(({ kind }) => kind === 'address')
    ? subjects.flatMap((subject) => (subject.kind === 'address' ? [subject.address] : []))
    : [];

/** The subjects' flows to anywhere. Subjects that are bare addresses are named one by one. */
export const anywhereTuples = (what: string, subjects: readonly Subject[], context: ActionContext): readonly Tuple[] =>
  anywhere(what, {
    lastSeenMs: context.lastSeenMs,
    alsoProtocols: context.rule.protocols ?? [6, 17],
    local: addressesOf(subjects),
  });

export type ActionKind = 'connection' | 'probes' | 'dns' | 'login' | 'api-call' | 'none';

const kindByMember: readonly (readonly [string, ActionKind])[] = [
  ['networkConnectionAction', 'connection'],
  ['portProbeAction', 'probes'],
  ['dnsRequestAction', 'dns'],
  ['rdsLoginAttemptAction', 'login'],
  ['awsApiCallAction', 'api-call'],
  ['kubernetesApiCallAction', 'api-call'],
];

const kindByName: ReadonlyMap<string, ActionKind> = new Map([
  ['network_connection', 'connection'],
  ['port_probe', 'probes'],
  ['dns_request', 'dns'],
  ['rds_login_attempt', 'login'],
  ['aws_api_call', 'api-call'],
  ['kubernetes_api_call', 'api-call'],
]);

/** Which kind of action a finding has: by the member that is there, since `actionType` may disagree or be missing. */
export const actionKind = (action: JsonNode): ActionKind =>
  kindByMember.find(([member]) => isObject(at(action, member)))?.[1] ??
  kindByName.get(wordOf(at(action, 'actionType'))) ??
  'none';
