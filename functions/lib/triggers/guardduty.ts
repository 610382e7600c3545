import type { TriggerReading } from '../domain/lead.ts';
import { parseGuardDutyArn } from './aws-ids.ts';
import { conclude, type FindingFacts, findingKey, orFromArn, readPlace, readSeverity } from './finding-facts.ts';
import { findingVerdict } from './guardduty-finding.ts';
import type { Local } from './guardduty-interfaces.ts';
import { readResource } from './guardduty-resource.ts';
import { isSampleFinding } from './guardduty-sample.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, firstPresent, flagOf, isObject, items, type JsonNode, present, textOf } from './json-node.ts';
import { detailOf, isEnvelopeOf, isUntypedOf, type TriggerReader } from './trigger-reader.ts';
import { parseTimeMs } from './values.ts';

const lastSeen = (finding: JsonNode): number | undefined =>
  [at(finding, 'service', 'eventLastSeen'), at(finding, 'updatedAt'), at(finding, 'createdAt')]
    .map((node) => parseTimeMs(node.value))
    .find((ms) => ms !== undefined);

const factsOf = (finding: JsonNode, issues: Issues): FindingFacts => {
  const arn = parseGuardDutyArn(at(finding, 'arn').value);
  const place = orFromArn(readPlace(at(finding, 'accountId'), at(finding, 'region'), issues), arn);
  return {
    source: 'guardduty',
    ...findingKey('guardduty', arn, at(finding, 'id'), place),
    type: textOf(at(finding, 'type')) ?? '',
    severity: readSeverity(at(finding, 'severity'), issues),
    ...place,
    firstSeenMs: parseTimeMs(firstPresent(at(finding, 'service', 'eventFirstSeen'), at(finding, 'createdAt')).value),
    lastSeenMs: lastSeen(finding),
    drill: isSampleFinding(finding),
    archived: flagOf(at(finding, 'service', 'archived')),
  };
};

/** Where the finding names its resource: the instance's id if it has one, which then is malformed. */
const namedResource = (resource: JsonNode): JsonNode => {
  const instanceId = at(resource, 'instanceDetails', 'instanceId');
  return present(instanceId) ? instanceId : resource;
};

/** Reads one finding, as EventBridge carries it in `detail` or as the API returns it. */
export const readGuardDutyFinding = (finding: JsonNode): TriggerReading => {
  const issues = newIssues();
  const facts = factsOf(finding, issues);
  const service = at(finding, 'service');
  const resource = at(finding, 'resource');
  const parts = {
    type: facts.type,
    action: at(service, 'action'),
    service,
    affected: (local: Local, found: Issues) => readResource(resource, local, found),
    lastSeenMs: facts.lastSeenMs,
  };
  return conclude(facts, findingVerdict(parts, issues), namedResource(resource), issues);
};

const isGuardDutyType = (text: string): boolean => /^[A-Za-z]+:\w+\/./.test(text);

/** A finding without envelope: a type such as `Backdoor:EC2/…` beside a resource or a service, or an action inside a
 * service; and nothing of Security Hub's. */
const isRawFinding = (value: JsonNode): boolean => {
  if (present(at(value, 'productArn')) || present(at(value, 'class_uid'))) return false;
  if (isObject(at(value, 'service', 'action'))) return true;
  const hasParts = isObject(at(value, 'resource')) || isObject(at(value, 'service'));
  return hasParts && isGuardDutyType(textOf(at(value, 'type')) ?? '');
};

const withoutFinding = ({ path }: JsonNode): TriggerReading => {
  const problem = { path, problem: 'holds no finding', allowed: 'one finding of GuardDuty' };
  return { outcome: 'refused', reason: `${path} ${problem.problem}`, problems: [problem] };
};

/** Amazon GuardDuty findings. */
export const guardDutyReader: TriggerReader = {
  source: 'guardduty',
  recognises: (value) =>
    isEnvelopeOf(value, 'aws.guardduty', ['guardduty finding']) ||
    isRawFinding(isUntypedOf(value, 'aws.guardduty') ? detailOf(value) : value),
  read: (value) => {
    const findings = items(detailOf(value));
    return findings.length > 0 ? findings.map(readGuardDutyFinding) : [withoutFinding(detailOf(value))];
  },
};
