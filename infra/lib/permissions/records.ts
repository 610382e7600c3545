import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FLOWS_PREFIX } from '../../../functions/lib/evidence/keys.ts';
import { BroadStatement } from './broad-statement.ts';

/** What the steps keep and read, as ARNs and names. */
export interface RecordsScope {
  readonly tableArn: string;
  readonly bucketArn: string;
  readonly recordsKeyArn: string;
  readonly policyParameterArn: string;
}

const service = (name: string): string => `${name}.${Aws.REGION}.amazonaws.com`;

const useKey = (sid: string, keyArn: string, via: string, ...actions: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': service(via) } },
  });

/** What DynamoDB does with a table's key in the caller's name (DynamoDB developer guide, encryption at rest). */
const tableKeyActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
] as const;

/** Reads and writes single items, and lists what belongs together where the step needs that. No scan, no transaction, no index. */
export const useTable = (
  { tableArn, recordsKeyArn }: RecordsScope,
  ...also: readonly 'dynamodb:Query'[]
): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'Records',
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', ...also],
    resources: [tableArn],
  }),
  useKey('RecordsKey', recordsKeyArn, 'dynamodb', ...tableKeyActions),
];

/** Lists open cases by the index of grade and time, and reads each. */
export const findCases = ({ tableArn, recordsKeyArn }: RecordsScope): PolicyStatement[] => [
  new PolicyStatement({ sid: 'ReadCases', actions: ['dynamodb:GetItem'], resources: [tableArn] }),
  new PolicyStatement({ sid: 'ListCases', actions: ['dynamodb:Query'], resources: [`${tableArn}/index/byGrade`] }),
  useKey('RecordsKey', recordsKeyArn, 'dynamodb', 'kms:Decrypt', 'kms:DescribeKey'),
];

/** Entries that are removed when they have done their work: waiters of a slot, and the list of open leases. Records of
 * cases are never deleted. */
export const removableKeys = { waiters: 'SLOT#*', openLeases: 'LEASES' } as const;

export const removeEntries = (
  { tableArn }: RecordsScope,
  leadingKey: (typeof removableKeys)[keyof typeof removableKeys],
): PolicyStatement =>
  new PolicyStatement({
    sid: 'RemoveEntries',
    actions: ['dynamodb:DeleteItem'],
    resources: [tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [leadingKey] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });

export const readPolicy = ({ policyParameterArn }: RecordsScope): PolicyStatement =>
  new PolicyStatement({ sid: 'ReadPolicy', actions: ['ssm:GetParameter'], resources: [policyParameterArn] });

/** Evidence lies under its case; a trigger's raw bytes under their execution, for there may be no case yet; the flows of
 * all cases as Parquet under one prefix, for queries read everything below it. */
export const evidencePrefixes = { cases: 'cases/*', triggers: 'triggers/*', flows: `${FLOWS_PREFIX}*` } as const;
type EvidencePrefix = keyof typeof evidencePrefixes;

const everyCase = 'Evidence lies under the id of its case, which is known only when the case is.';

const objects = (bucketArn: string, prefixes: readonly EvidencePrefix[]): string[] =>
  prefixes.map((prefix) => `${bucketArn}/${evidencePrefixes[prefix]}`);

/** Without `ListBucket`, S3 answers 403 instead of 404 for an object that is not there. */
export const readEvidence = (
  { bucketArn, recordsKeyArn }: RecordsScope,
  ...prefixes: readonly EvidencePrefix[]
): PolicyStatement[] => [
  new BroadStatement(everyCase, {
    sid: 'ReadEvidence',
    actions: ['s3:GetObject'],
    resources: objects(bucketArn, prefixes),
  }),
  new PolicyStatement({ sid: 'TellMissingEvidence', actions: ['s3:ListBucket'], resources: [bucketArn] }),
  useKey('EvidenceReadKey', recordsKeyArn, 's3', 'kms:Decrypt'),
];

/** Creates evidence: a write that does not say "only if new" is not allowed. */
export const createEvidence = (
  { bucketArn, recordsKeyArn }: RecordsScope,
  ...prefixes: readonly EvidencePrefix[]
): PolicyStatement[] => [
  new BroadStatement(everyCase, {
    sid: 'CreateEvidence',
    actions: ['s3:PutObject'],
    resources: objects(bucketArn, prefixes),
    conditions: { Null: { 's3:if-none-match': 'false' } },
  }),
  useKey('EvidenceWriteKey', recordsKeyArn, 's3', 'kms:GenerateDataKey'),
];

/** Signs a digest with the one algorithm, and shows the public key. */
export const signManifests = (signingKeyArn: string): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'SignManifest',
    actions: ['kms:Sign'],
    resources: [signingKeyArn],
    conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
  }),
  new PolicyStatement({ sid: 'ShowPublicKey', actions: ['kms:GetPublicKey'], resources: [signingKeyArn] }),
];
