import type { AccountRegion } from '../domain/account-region.ts';
import type { HubFinding } from '../domain/hub-finding.ts';
import { parseAccountId, parseGuardDutyArn, parseHubProductArn, parseRegion, placeOfArn } from './aws-ids.ts';
import { at, items, type JsonNode, textOf } from './json-node.ts';
import { parseGuarded } from './parse-guarded.ts';
import { detailOf, isEnvelopeOf } from './trigger-reader.ts';
import { unwrap } from './unwrap.ts';

/** What an identifier of a finding may be made of; the longest that Security Hub takes has 512 characters. */
const IDENTIFIER = /^[\x21-\x7e]{1,512}$/;

const identifier = (node: JsonNode): string | undefined => {
  const text = textOf(node);
  return text !== undefined && IDENTIFIER.test(text) ? text : undefined;
};

const placeFrom = (account: JsonNode, region: JsonNode): AccountRegion | undefined => {
  const place = { account: parseAccountId(account.value), region: parseRegion(region.value) };
  return place.account === undefined || place.region === undefined
    ? undefined
    : { account: place.account, region: place.region };
};

/** The hub that sent the event: it holds the finding, as its owner, as its administrator or as the aggregation Region, and
 * each of them may update it (Security Hub user guide, BatchUpdateFindings for customers). */
const senderOf = (event: JsonNode): AccountRegion | undefined => placeFrom(at(event, 'account'), at(event, 'region'));

const asffFinding = (finding: JsonNode, hub: AccountRegion): readonly HubFinding[] => {
  const id = identifier(at(finding, 'Id'));
  const productArn = parseHubProductArn(at(finding, 'ProductArn').value);
  const account = parseAccountId(at(finding, 'AwsAccountId').value);
  if (id === undefined || productArn === undefined || account === undefined) return [];
  return [{ format: 'asff', id, productArn, account, hub }];
};

const ocsfFinding = (finding: JsonNode, hub: AccountRegion): readonly HubFinding[] => {
  const uid = identifier(at(finding, 'metadata', 'uid'));
  const account = parseAccountId(at(finding, 'cloud', 'account', 'uid').value);
  return uid === undefined || account === undefined ? [] : [{ format: 'ocsf', uid, account, hub }];
};

const FORMATS = [
  {
    detailTypes: ['security hub findings - imported', 'security hub findings - custom action'],
    read: asffFinding,
  },
  { detailTypes: ['findings imported v2'], read: ocsfFinding },
] as const;

const receivedIn = (event: JsonNode): readonly HubFinding[] => {
  const format = FORMATS.find(({ detailTypes }) => isEnvelopeOf(event, 'aws.securityhub', detailTypes));
  const hub = senderOf(event);
  if (!format || !hub) return [];
  return items(at(detailOf(event), 'findings')).flatMap((finding) => format.read(finding, hub));
};

/** Security Hub keeps a GuardDuty finding under its ARN and GuardDuty's product ARN of the Region (Security Hub user guide,
 * AWS service integrations). The finding's own account holds it. */
const guardDutyCopyIn = (event: JsonNode): readonly HubFinding[] => {
  if (!isEnvelopeOf(event, 'aws.guardduty', ['guardduty finding'])) return [];
  const id = parseGuardDutyArn(at(detailOf(event), 'arn').value);
  const { account, region } = placeOfArn(id);
  if (id === undefined || !IDENTIFIER.test(id) || account === undefined || region === undefined) return [];
  const partition = id.split(':')[1];
  const productArn = `arn:${partition}:securityhub:${region}::product/aws/guardduty`;
  return [{ format: 'asff', id, productArn, account, hub: { account, region } }];
};

/** The findings of a raw trigger that are in Security Hub for certain: those that it sent, and on request the copy that it
 * keeps of a GuardDuty finding. Findings that came in another way are nobody's event, so nothing says which hub has them. */
export const hubFindingsIn = (text: string, withGuardDuty: boolean): readonly HubFinding[] => {
  const parsed = parseGuarded(text);
  if ('refused' in parsed) return [];
  return unwrap(parsed.node).flatMap((one) => {
    if (!('node' in one)) return [];
    return [...receivedIn(one.node), ...(withGuardDuty ? guardDutyCopyIn(one.node) : [])];
  });
};
