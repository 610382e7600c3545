import { noteMarks } from '../domain/hub-finding.ts';
import type { TriggerReading } from '../domain/lead.ts';
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
import { actionKind } from './guardduty-action.ts';
import { findingVerdict } from './guardduty-finding.ts';
import type { Local } from './guardduty-interfaces.ts';
import { sequenceVerdict } from './guardduty-sequence.ts';
import { type Issues, newIssues } from './issues.ts';
import {
  at,
  firstPresent,
  flagOf,
  isObject,
  items,
  type JsonNode,
  present,
  scalars,
  textOf,
  wordOf,
} from './json-node.ts';
import { mergeByPlace } from './merge-readings.ts';
import { seenInside } from './public-addresses.ts';
import { unflattened } from './security-hub-flat.ts';
import { networkPathTuples, networkTuples } from './security-hub-network.ts';
import {
  asffOwnAddresses,
  asffPublicAddresses,
  asffSequenceResources,
  readAsffResources,
} from './security-hub-resources.ts';
import { readAsffSeverity } from './security-hub-severity.ts';
import { detailOf, isEnvelopeOf, isUntypedOf, type TriggerReader } from './trigger-reader.ts';
import { parseTimeMs } from './values.ts';

/** `TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce` is GuardDuty's `UnauthorizedAccess:EC2/SSHBruteForce`
 * (GuardDuty user guide, Security Hub integration). Other products' types stay as they are. */
export const guardDutyType = (text: string): string => {
  const found = /(?:^|\/)([A-Za-z]{1,32}:[A-Za-z0-9]{1,32})[-/]([^/]{1,128})$/.exec(text);
  return found === null ? text : `${found[1]}/${found[2]}`;
};

const typeOf = (finding: JsonNode): string => {
  const types = scalars(firstPresent(at(finding, 'Types'), at(finding, 'FindingProviderFields', 'Types')));
  return guardDutyType(types.map(textOf).find((text) => text !== undefined) ?? textOf(at(finding, 'Title')) ?? '');
};

const timeOf = (...nodes: readonly JsonNode[]): number | undefined =>
  nodes.map((node) => parseTimeMs(node.value)).find((ms) => ms !== undefined);

/** The flag, GuardDuty's flattened flag, the title's prefix, or the instance that every sample names. */
const isSample = (finding: JsonNode, service: JsonNode): boolean =>
  flagOf(at(finding, 'Sample')) ||
  flagOf(at(service, 'additionalInfo', 'sample')) ||
  (textOf(at(finding, 'Title'))?.startsWith('[SAMPLE]') ?? false) ||
  items(at(finding, 'Resources')).some((one) => textOf(at(one, 'Id'))?.endsWith('/i-99999999') ?? false);

const factsOf = (finding: JsonNode, service: JsonNode, issues: Issues): FindingFacts => {
  const id = at(finding, 'Id');
  const arn = parseGuardDutyArn(id.value);
  const told = readPlace(at(finding, 'AwsAccountId'), at(finding, 'Region'), issues);
  const place = orFromArn(told, textOf(id) ?? textOf(at(finding, 'ProductArn')));
  return {
    source: 'security-hub',
    ...(arn === undefined ? findingKey('security-hub', undefined, id, place) : findingKey('guardduty', arn, id, place)),
    type: typeOf(finding),
    severity: readAsffSeverity(finding, issues),
    ...place,
    firstSeenMs: timeOf(at(finding, 'FirstObservedAt'), at(finding, 'CreatedAt')),
    lastSeenMs: timeOf(at(finding, 'LastObservedAt'), at(service, 'eventLastSeen'), at(finding, 'UpdatedAt')),
    drill: isSample(finding, service),
    archived: wordOf(at(finding, 'RecordState')) === 'archived' || flagOf(at(service, 'archived')),
  };
};

/** Our own `BatchUpdateFindings` comes back as an event like any other. */
const isOurWriteBack = (finding: JsonNode): boolean =>
  present(at(finding, 'UserDefinedFields', noteMarks.author)) ||
  wordOf(at(finding, 'Note', 'UpdatedBy')) === noteMarks.author;

const settledBy = (finding: JsonNode): string | undefined => {
  if (isOurWriteBack(finding)) return 'our own update of the finding, which came back';
  const status = wordOf(at(finding, 'Workflow', 'Status'));
  return status === 'suppressed' || status === 'resolved' ? `Workflow.Status is ${status.toUpperCase()}` : undefined;
};

/** Without an action: `Network`, then `NetworkPath`, then nothing. */
const plainVerdict = (finding: JsonNode, lastSeenMs: number | undefined, issues: Issues): Verdict => {
  const resources = at(finding, 'Resources');
  const nobody: Local = { addresses: [], interfaceNode: { value: undefined, path: '' } };
  const context = { own: [...asffOwnAddresses(resources), ...asffPublicAddresses(resources)], lastSeenMs };
  const tuples =
    networkTuples(at(finding, 'Network'), context, issues) ??
    networkPathTuples(at(finding, 'NetworkPath'), context, issues);
  const local = { ...nobody, addresses: subjectAddresses(tuples) };
  const { subjects, listed } = readAsffResources(resources, local, issues);
  if (tuples.length > 0 || issues.problems.length > 0)
    return {
      outcome: 'lead',
      reason: '',
      subjects: orAddresses(subjects, local.addresses),
      tuples: seenInside(tuples, listed),
    };
  return ignoring('a check or finding without network data (policy: triggers.captureWithoutNetworkAction)', {
    subjects,
    tuples: subjects.length === 0 ? [] : anywhere('resource of a finding without network data', { lastSeenMs }),
  });
};

const verdictOf = (finding: JsonNode, facts: FindingFacts, service: JsonNode, issues: Issues): Verdict => {
  const sequence = at(finding, 'Detection', 'Sequence');
  if (isObject(sequence))
    return sequenceVerdict(sequence, asffSequenceResources(at(finding, 'Resources')), facts.lastSeenMs, issues);
  const flat = at(service, 'action');
  const action = actionKind(flat) === 'none' ? at(finding, 'Action') : flat;
  const isGuardDuty = facts.key[0] === 'guardduty' || isObject(flat);
  if (actionKind(action) === 'none' && !isGuardDuty) return plainVerdict(finding, facts.lastSeenMs, issues);
  const affected = (local: Local, found: Issues) => readAsffResources(at(finding, 'Resources'), local, found);
  return findingVerdict({ type: facts.type, action, service, affected, lastSeenMs: facts.lastSeenMs }, issues);
};

/** Reads one finding in the AWS Security Finding Format. */
export const readAsffFinding = (finding: JsonNode): TriggerReading => {
  const issues = newIssues();
  const service = at(unflattened(at(finding, 'ProductFields')), 'service');
  const facts = factsOf(finding, service, issues);
  const settled = settledBy(finding);
  const verdict = settled === undefined ? verdictOf(finding, facts, service, issues) : ignoring(settled);
  return conclude(facts, verdict, at(finding, 'Resources'), issues);
};

const CUSTOM_ACTION = 'security hub findings - custom action';
const IMPORTED = 'security hub findings - imported';

const isRawFinding = (value: JsonNode): boolean =>
  !present(at(value, 'class_uid')) &&
  (present(at(value, 'ProductArn')) || (present(at(value, 'AwsAccountId')) && present(at(value, 'GeneratorId'))));

/** An analyst picked these findings: policy's thresholds for automatic triggers do not apply. */
const askedByHand = (reading: TriggerReading): TriggerReading =>
  reading.outcome === 'lead' ? { ...reading, lead: { ...reading.lead, request: {} } } : reading;

const empty: TriggerReading = { outcome: 'ignored', reason: 'the event holds no finding' };

/** AWS Security Hub CSPM: findings in ASFF. What an analyst selects for one custom action is one case. */
export const asffReader: TriggerReader = {
  source: 'security-hub',
  recognises: (value) =>
    isEnvelopeOf(value, 'aws.securityhub', [IMPORTED, CUSTOM_ACTION]) ||
    (isUntypedOf(value, 'aws.securityhub') && items(at(detailOf(value), 'findings')).some(isRawFinding)) ||
    isRawFinding(value),
  read: (value) => {
    if (isRawFinding(value)) return [readAsffFinding(value)];
    const readings = items(at(detailOf(value), 'findings')).map(readAsffFinding);
    if (readings.length === 0) return [empty];
    return wordOf(at(value, 'detail-type')) === CUSTOM_ACTION ? mergeByPlace(readings).map(askedByHand) : readings;
  },
};
