import { parseAddress } from '../domain/address.ts';
import type { Subject, TriggerReading } from '../domain/lead.ts';
import { parseFirewallName, regionOfZone } from './aws-ids.ts';
import { type Endpoint, orient } from './endpoints.ts';
import { conclude, type FindingFacts, ignoring, type Verdict } from './finding-facts.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, firstPresent, isObject, type JsonNode, numberOf, present, textOf, wordOf } from './json-node.ts';
import { parseGuarded } from './parse-guarded.ts';
import { ADDRESS_ALLOWED, readAddresses, refuseMissing } from './read-conversation.ts';
import { shapedTuples } from './shape-conversation.ts';
import { parsePort, parseTimeMs } from './values.ts';

/** Suricata's alert severities, 1 being the worst, on GuardDuty's scale. */
const severityOfAlert: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [2, 6],
  [3, 4],
]);
const LEAST_ALERT = 2;
/** A flow or protocol record judges nothing: the lowest severity there is. */
const NO_JUDGEMENT = 1;

/** From here on systems take ports for the calling side (Linux's default range). */
const EPHEMERAL_FROM = 32_768;

/** The EVE event of a record: under `event`, as object or as JSON text, or the record itself. */
export const eventOf = (record: JsonNode): JsonNode => {
  const inner = at(record, 'event');
  if (isObject(inner)) return inner;
  const parsed = typeof inner.value === 'string' ? parseGuarded(inner.value, inner.path) : undefined;
  return parsed !== undefined && 'node' in parsed ? parsed.node : record;
};

/** A Network Firewall log record: Suricata's EVE JSON, with or without the firewall's own members around it. */
export const isFirewallRecord = (value: JsonNode): boolean => {
  const event = eventOf(value);
  return (
    present(at(event, 'event_type')) &&
    (present(at(event, 'src_ip')) || present(at(value, 'firewall_name')) || present(at(event, 'dest_ip')))
  );
};

const end = (node: JsonNode, side: 'src' | 'dest', issues: Issues): Endpoint => ({
  addresses: readAddresses([at(node, `${side}_ip`)], issues),
  port: at(node, `${side}_port`),
});

const sameAddress = (a: JsonNode, b: JsonNode): boolean => {
  const address = parseAddress(a.value);
  return address !== undefined && address === parseAddress(b.value);
};

/** Records tell packets, not connections: an answer has the server as its source. `direction` tells, or the flow that the
 * packet is part of, else the ports. A `flow` record is of a whole connection, from the caller's side. */
const isAnswer = (event: JsonNode): boolean => {
  const told = wordOf(at(event, 'direction'));
  if (told === 'to_client' || told === 'to_server') return told === 'to_client';
  if (wordOf(at(event, 'event_type')) === 'flow') return false;
  const [caller, called] = [at(event, 'flow', 'src_ip'), at(event, 'flow', 'dest_ip')];
  if (sameAddress(caller, at(event, 'src_ip')) || sameAddress(caller, at(event, 'dest_ip')))
    return !sameAddress(caller, at(event, 'src_ip')) && sameAddress(called, at(event, 'src_ip'));
  const source = parsePort(at(event, 'src_port').value);
  const destination = parsePort(at(event, 'dest_port').value);
  return (
    source !== undefined &&
    destination !== undefined &&
    source < EPHEMERAL_FROM &&
    source > 0 &&
    destination >= EPHEMERAL_FROM
  );
};

const firewallSubjects = (record: JsonNode): readonly Subject[] => {
  const firewallName = parseFirewallName(at(record, 'firewall_name').value);
  return firewallName === undefined ? [] : [{ kind: 'firewall', firewallName }];
};

/** Statistics and the like tell of no packet. */
const hasNoEnds = (event: JsonNode): boolean =>
  wordOf(at(event, 'event_type')) !== 'alert' && !present(at(event, 'src_ip')) && !present(at(event, 'dest_ip'));

const recordVerdict = (record: JsonNode, event: JsonNode, lastSeenMs: number | undefined, issues: Issues): Verdict => {
  if (hasNoEnds(event)) return ignoring('a record without addresses');
  const answer = isAnswer(event);
  const source = end(event, answer ? 'dest' : 'src', issues);
  const destination = end(event, answer ? 'src' : 'dest', issues);
  for (const name of ['src_ip', 'dest_ip']) {
    if (!present(at(event, name))) refuseMissing(at(event, name), ADDRESS_ALLOWED, issues);
  }
  const { local, remote, direction, why } = orient(source, destination, 'unknown', []);
  issues.note(`our side is the ${local === source ? 'one that opened the connection' : 'one that was called'}: ${why}`);
  if (wordOf(at(event, 'alert', 'action')) === 'blocked') {
    issues.note(
      'the firewall dropped this traffic: its state table may still hold the flow, and the host may try again',
    );
  }
  const told = {
    local: local.addresses,
    remote: remote.addresses,
    localPort: local.port,
    remotePort: remote.port,
    protocol: at(event, 'proto'),
    direction,
    role: '',
    lastSeenMs,
  };
  const addresses = local.addresses.map((address): Subject => ({ kind: 'address', address }));
  const subjects = addresses.length === 0 ? [] : [...addresses, ...firewallSubjects(record)];
  return { outcome: 'lead', reason: '', subjects, tuples: shapedTuples(told, { look: 'conversation' }, issues) };
};

const DAY_MS = 86_400_000;

/** Alerts repeat with every packet: one case a day for one rule, firewall and pair of hosts. */
const keyOf = (record: JsonNode, event: JsonNode, atMs: number | undefined): readonly string[] => [
  'firewall-alert',
  textOf(at(record, 'firewall_name')) ?? '',
  [textOf(at(event, 'src_ip')) ?? '', textOf(at(event, 'dest_ip')) ?? ''].toSorted().join(' '),
  wordOf(at(event, 'event_type')),
  textOf(at(event, 'alert', 'signature_id')) ?? '',
  atMs === undefined ? '' : String(Math.floor(atMs / DAY_MS)),
];

const severityOf = (event: JsonNode): number => {
  if (wordOf(at(event, 'event_type')) !== 'alert') return NO_JUDGEMENT;
  return severityOfAlert.get(numberOf(at(event, 'alert', 'severity')) ?? 0) ?? LEAST_ALERT;
};

/** Where a batch came from, when its envelope is CloudWatch Logs' own. */
export interface RecordOrigin {
  readonly account?: string;
}

/** Reads one log record of AWS Network Firewall. */
export const readFirewallRecord = (record: JsonNode, origin: RecordOrigin = {}): TriggerReading => {
  const issues = newIssues();
  const event = eventOf(record);
  // The event's own clock is Suricata's; the firewall's `event_timestamp` may be epoch seconds as text.
  const atMs = parseTimeMs(firstPresent(at(event, 'timestamp'), at(record, 'event_timestamp')).value);
  const facts: FindingFacts = {
    source: 'firewall-alert',
    key: keyOf(record, event, atMs),
    perExecution: atMs === undefined,
    type: textOf(at(event, 'alert', 'signature')) ?? textOf(at(event, 'event_type')) ?? '',
    severity: severityOf(event),
    account: origin.account,
    region: regionOfZone(at(record, 'availability_zone').value),
    firstSeenMs: parseTimeMs(at(event, 'flow', 'start').value) ?? atMs,
    lastSeenMs: atMs,
    drill: false,
    archived: false,
  };
  return conclude(facts, recordVerdict(record, event, atMs, issues), event, issues);
};
