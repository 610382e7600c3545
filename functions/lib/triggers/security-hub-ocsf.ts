import { noteMarks } from '../domain/hub-finding.ts';
import type { Subject, TriggerReading } from '../domain/lead.ts';
import { parseGuardDutyArn } from './aws-ids.ts';
import { anywhere, orAddresses, subjectAddresses } from './conversation.ts';
import {
  conclude,
  type FindingFacts,
  findingKey,
  ignoring,
  orFromArn,
  readPlace,
  type Verdict,
} from './finding-facts.ts';
import { ruleFor, type TypeRule } from './finding-types.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, flagOf, isObject, items, type JsonNode, numberOf, present, scalars, textOf, wordOf } from './json-node.ts';
import { seenInside } from './public-addresses.ts';
import { refuseMissing } from './read-conversation.ts';
import { guardDutyType } from './security-hub-asff.ts';
import { type OcsfEvidence, readEvidence } from './security-hub-ocsf-evidence.ts';
import {
  evidenceList,
  namesSampleInstance,
  ocsfInterfaces,
  ocsfOwnAddresses,
  readOcsfResources,
} from './security-hub-ocsf-resources.ts';
import { readOcsfSeverity } from './security-hub-severity.ts';
import { detailOf, isEnvelopeOf, isUntypedOf, type TriggerReader } from './trigger-reader.ts';
import { parseTimeMs } from './values.ts';

/** `types` may hold a taxonomy word before the product's own type: the one that looks like GuardDuty's wins. */
const typeOf = (finding: JsonNode): string => {
  const types = scalars(at(finding, 'finding_info', 'types')).flatMap((one) => textOf(one) ?? []);
  const known = types.map(guardDutyType).find((type) => /^[A-Za-z]+:\w+\/./.test(type));
  return known ?? types.at(-1) ?? textOf(at(finding, 'finding_info', 'title')) ?? '';
};

/** Each time comes as epoch and as text (`…_dt`). */
const timeOf = (info: JsonNode, ...names: readonly string[]): number | undefined =>
  names
    .flatMap((name) => [parseTimeMs(at(info, `${name}_dt`).value), parseTimeMs(at(info, name).value)])
    .find((ms) => ms !== undefined);

const isSample = (finding: JsonNode): boolean =>
  flagOf(at(finding, 'unmapped', 'sample')) ||
  evidenceList(finding).some((one) => flagOf(at(one, 'data', 'sample'))) ||
  (textOf(at(finding, 'finding_info', 'title'))?.startsWith('[SAMPLE]') ?? false) ||
  namesSampleInstance(at(finding, 'resources'));

const factsOf = (finding: JsonNode, issues: Issues): FindingFacts => {
  const info = at(finding, 'finding_info');
  const uid = at(info, 'uid');
  const arn = parseGuardDutyArn(uid.value);
  const told = readPlace(at(finding, 'cloud', 'account', 'uid'), at(finding, 'cloud', 'region'), issues);
  const place = orFromArn(told, textOf(uid));
  const id = present(uid) ? uid : at(finding, 'metadata', 'uid');
  return {
    source: 'security-hub',
    ...(arn === undefined ? findingKey('security-hub', undefined, id, place) : findingKey('guardduty', arn, id, place)),
    type: typeOf(finding),
    severity: readOcsfSeverity(finding, issues),
    ...place,
    firstSeenMs: timeOf(info, 'first_seen_time', 'created_time'),
    lastSeenMs: timeOf(info, 'last_seen_time', 'modified_time', 'created_time') ?? timeOf(finding, 'time'),
    drill: isSample(finding),
    archived: numberOf(at(finding, 'status_id')) === 5 || wordOf(at(finding, 'status')) === 'archived',
  };
};

/** Closed, suppressed and resolved findings, and our own updates that came back. */
const settledBy = (finding: JsonNode): string | undefined => {
  if (textOf(at(finding, 'comment'))?.startsWith(noteMarks.prefix))
    return 'our own update of the finding, which came back';
  const status = wordOf(at(finding, 'status'));
  if (status === 'suppressed' || status === 'resolved') return `status is ${status}`;
  return wordOf(at(finding, 'activity_name')) === 'close' ? 'the finding was closed' : undefined;
};

const lead = (subjects: readonly Subject[], tuples: Verdict['tuples']): Verdict => ({
  outcome: 'lead',
  reason: '',
  subjects,
  tuples,
});

/** What a finding without any connection in its evidence asks for. */
const withoutConnection = (
  finding: JsonNode,
  rule: TypeRule,
  evidence: OcsfEvidence,
  subjects: readonly Subject[],
  issues: Issues,
) => {
  if (rule.look === 'never') return ignoring(rule.reason ?? 'nothing to see', { subjects });
  if (rule.look === 'anywhere' || (evidence.domains > 0 && rule.look !== 'when-asked')) {
    return lead(
      subjects,
      anywhere('flows to anywhere, the finding names no address', {
        alsoProtocols: rule.protocols ?? [6, 17],
        local: evidence.askers,
      }),
    );
  }
  if (rule.look === 'when-asked' || rule.look === 'sequence' || evidence.apiCalls > 0) {
    const why =
      evidence.apiCalls > 0 ? 'an API call, not a flow in a VPC of ours' : 'a check or finding without network data';
    return ignoring(`${why} (policy: triggers.captureWithoutNetworkAction)`, {
      subjects,
      tuples: subjects.length === 0 ? [] : anywhere('resource of a finding without network data'),
    });
  }
  refuseMissing(at(finding, 'evidences'), 'evidence with src_endpoint and dst_endpoint of the connection', issues);
  return lead(subjects, []);
};

const verdictOf = (finding: JsonNode, facts: FindingFacts, issues: Issues): Verdict => {
  const known = ruleFor(facts.type);
  const evidences = evidenceList(finding);
  const resources = at(finding, 'resources');
  const rule: TypeRule = known ?? { look: 'when-asked' };
  const isShaped = ['conversation', 'host-pair', 'sweep'].includes(rule.look);
  const own = ocsfOwnAddresses(resources);
  const context = {
    rule: isShaped ? rule : ({ look: 'conversation' } satisfies TypeRule),
    own,
    lastSeenMs: facts.lastSeenMs,
  };
  const evidence = readEvidence(evidences, context, issues);
  const addresses = evidence.tuples.length > 0 ? subjectAddresses(evidence.tuples) : evidence.askers;
  const subjects = orAddresses(readOcsfResources(resources, addresses, issues), addresses);
  const asksDns = known === undefined && evidence.queries > 0;
  if (rule.look === 'never' || evidence.connections === 0)
    return withoutConnection(finding, asksDns ? { look: 'anywhere' } : rule, evidence, subjects, issues);
  const isBlocked = evidence.blocked || numberOf(at(finding, 'action_id')) === 2;
  if (isBlocked)
    return ignoring('blocked by a security group or network ACL, so no flow was established', { subjects });
  return lead(subjects, seenInside(evidence.tuples, ocsfInterfaces(resources)));
};

/** Reads one finding in the Open Cybersecurity Schema Framework. */
export const readOcsfFinding = (finding: JsonNode): TriggerReading => {
  const issues = newIssues();
  const facts = factsOf(finding, issues);
  const settled = settledBy(finding);
  const verdict = settled === undefined ? verdictOf(finding, facts, issues) : ignoring(settled);
  return conclude(facts, verdict, at(finding, 'resources'), issues);
};

const isRawFinding = (value: JsonNode): boolean =>
  (present(at(value, 'class_uid')) || present(at(value, 'class_name'))) && isObject(at(value, 'finding_info'));

const empty: TriggerReading = { outcome: 'ignored', reason: 'the event holds no finding' };

/** AWS Security Hub: findings in OCSF. */
export const ocsfReader: TriggerReader = {
  source: 'security-hub',
  recognises: (value) =>
    isEnvelopeOf(value, 'aws.securityhub', ['findings imported v2']) ||
    (isUntypedOf(value, 'aws.securityhub') && items(at(detailOf(value), 'findings')).some(isRawFinding)) ||
    isRawFinding(value),
  read: (value) => {
    if (isRawFinding(value)) return [readOcsfFinding(value)];
    const readings = items(at(detailOf(value), 'findings')).map(readOcsfFinding);
    return readings.length > 0 ? readings : [empty];
  },
};
