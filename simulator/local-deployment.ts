import type { SimDeployment, SimStack } from './deployment.ts';

/** What the stacks of a deployment have made, by the names that it has here. */
export interface LocalNames {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly table: string;
  readonly evidenceBucket: string;
  readonly flowLogBucket: string;
  readonly policyParameter: string;
  readonly signingKeyId: string;
  readonly machineArns: Readonly<Record<string, string>>;
}

const stateful = (names: LocalNames): SimStack => ({
  name: `${names.name}-stateful`,
  status: 'CREATE_COMPLETE',
  terminationProtection: true,
  outputs: {
    TableName: names.table,
    EvidenceBucketName: names.evidenceBucket,
    FlowLogBucketName: names.flowLogBucket,
    SigningKeyArn: `arn:aws:kms:${names.region}:${names.account}:key/${names.signingKeyId}`,
    PolicyParameterName: names.policyParameter,
  },
  resources: [
    ['FlowLogGroup', `/${names.name}/flow-logs`, 'AWS::Logs::LogGroup'],
    ['FlowLogDelivery', `${names.name}-flow-log-delivery-${names.region}`, 'AWS::IAM::Role'],
  ].map(([logicalId = '', physicalId = '', type = '']) => ({ logicalId, physicalId, type, status: 'CREATE_COMPLETE' })),
});

const deadLettersUrl = ({ name, account, region }: LocalNames): string =>
  `https://sqs.${region}.amazonaws.com/${account}/${name}-respond-dead-letters`;

const stateless = (names: LocalNames): SimStack => ({
  name: `${names.name}-stateless`,
  status: 'CREATE_COMPLETE',
  terminationProtection: false,
  outputs: { ...names.machineArns, DeadLettersUrl: deadLettersUrl(names) },
  resources: [],
});

/** Lambda functions reserve 102 of the usual 1000. */
const CONCURRENCY = { total: 1_000, unreserved: 898 };

/** Writes down what a deployment leaves, as if CloudFormation had made it. */
export const deployLocally = (deployment: SimDeployment, names: LocalNames): void => {
  deployment.stacks = [stateful(names), stateless(names)];
  deployment.queues.set(deadLettersUrl(names), 0);
  deployment.concurrency = CONCURRENCY;
};

/** The bucket policy that lets flow logs of these accounts in (VPC user guide, publish flow logs to Amazon S3), and refuses
 * old versions of TLS, as the deployed bucket does. */
export const flowLogBucketPolicy = (bucket: string, accounts: readonly string[]): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: accounts.map((account) => `arn:aws:s3:::${bucket}/AWSLogs/${account}/*`),
      Condition: { StringEquals: { 'aws:SourceAccount': accounts } },
    },
  ],
});
