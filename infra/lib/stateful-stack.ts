import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Config } from './config/config.ts';
import { evidenceSteps, type Step } from './names.ts';
import type { ServiceRole } from './permissions/service-role.ts';
import { accessLogBucket, keepPolicy } from './storage/buckets.ts';
import { evidenceBucket } from './storage/evidence-bucket.ts';
import { flowLogBucket } from './storage/flow-log-bucket.ts';
import { flowLogDeliveryRole, flowLogGroup } from './storage/flow-log-group.ts';
import { deliveryKey, recordsKey, signingKey } from './storage/keys.ts';
import { logDeliverySources } from './storage/log-delivery.ts';
import { policyParameter } from './storage/policy-parameter.ts';
import { queryResultsBucket } from './storage/query-results-bucket.ts';
import { recordsTable } from './storage/records-table.ts';

/** Role names are the same in every deployment of a name, so that resource policies and members can name them. */
export const stepRoleName = (name: string, step: Step): string => `${name}-${step}-${Aws.REGION}`;

export interface FlowtrapStackProps extends StackProps {
  readonly config: Config;
}

/** Everything that must outlive a deployment: cases, evidence, flow logs, keys and the policy. All of it is retained when
 * the stack is destroyed. */
export class StatefulStack extends Stack {
  readonly deliveryKey: Key;
  readonly recordsKey: Key;
  readonly signingKey: Key;
  readonly table: Table;
  readonly evidence: Bucket;
  readonly flowLogs: Bucket;
  readonly queryResults: Bucket;
  readonly flowLogGroup: LogGroup;
  readonly flowLogRole: ServiceRole;
  readonly policyParameter: StringParameter;

  constructor(scope: Construct, id: string, { config, ...props }: FlowtrapStackProps) {
    super(scope, id, props);
    // Access logs are allowed by bucket policy; without this, CDK would use an ACL, which the buckets refuse.
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true);
    const { name, policy } = config;
    const { evidence } = policy;
    const sources = logDeliverySources(config);
    const roleArn = (step: Step): string =>
      `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${stepRoleName(name, step)}`;

    this.recordsKey = recordsKey(this);
    this.deliveryKey = deliveryKey(this, sources);
    this.signingKey = signingKey(this, roleArn('close-case'));
    this.table = recordsTable(this, this.recordsKey);
    const serverAccessLogsBucket = accessLogBucket(this);
    const logs = { serverAccessLogsBucket };
    const writerRoleArns = evidenceSteps.map(roleArn);
    this.evidence = evidenceBucket(this, { ...logs, encryptionKey: this.recordsKey, evidence, writerRoleArns });
    const delivered = { encryptionKey: this.deliveryKey, retentionDays: evidence.retentionDays };
    this.flowLogs = flowLogBucket(this, { ...logs, ...delivered, sources });
    this.queryResults = queryResultsBucket(this, { ...logs, encryptionKey: this.recordsKey });
    keepPolicy(serverAccessLogsBucket);
    this.flowLogGroup = flowLogGroup(this, { name, ...delivered });
    this.flowLogRole = flowLogDeliveryRole(this, name, this.flowLogGroup);
    this.policyParameter = policyParameter(this, config);

    // Exported whether queries are on or not, or switching them off would fail while their stack is still there.
    for (const { bucketName } of [this.evidence, this.flowLogs, this.queryResults]) this.exportValue(bucketName);

    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'EvidenceBucketName', { value: this.evidence.bucketName });
    new CfnOutput(this, 'FlowLogBucketName', { value: this.flowLogs.bucketName });
    new CfnOutput(this, 'SigningKeyArn', { value: this.signingKey.keyArn });
    new CfnOutput(this, 'PolicyParameterName', { value: this.policyParameter.parameterName });
  }
}
