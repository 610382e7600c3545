import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetBucketPolicyCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { Policy } from '../../../functions/lib/policy/policy.ts';
import { type Check, type Finding, failed, ok, type Patient, warning } from '../check.ts';

type Destination = Policy['flowLogs']['destination'];

const oneOrMany = z.union([z.string(), z.array(z.string())]);
// A condition's values may be numbers and truth values too (IAM user guide, grammar of the JSON policy language).
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const conditionValues = z.union([scalar, z.array(scalar)]);
const statement = z.looseObject({
  Effect: z.string(),
  Principal: z.optional(z.unknown()),
  Action: z.optional(oneOrMany),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), conditionValues))),
});
const bucketPolicy = z.object({ Statement: z.union([statement, z.array(statement)]) });

const list = (value: z.infer<typeof conditionValues> | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat().map(String);

/** Accounts whose flow logs a bucket policy lets in; undefined where it names none, and so lets all in. */
const letIn = (text: string): { readonly delivery: boolean; readonly accounts?: readonly string[] } => {
  const parsed = bucketPolicy.safeParse(JSON.parse(text));
  const statements = parsed.success ? [parsed.data.Statement].flat() : [];
  const delivery = statements.find(
    ({ Effect, Principal, Action }) =>
      Effect === 'Allow' &&
      JSON.stringify(Principal ?? '').includes('delivery.logs.amazonaws.com') &&
      list(Action).some((action) => action === 's3:PutObject' || action === 's3:*'),
  );
  const named = list(delivery?.Condition?.StringEquals?.['aws:SourceAccount']);
  return { delivery: delivery !== undefined, ...(named.length > 0 && { accounts: named }) };
};

const toBucket = async (patient: Patient, bucketArn: string, accounts: readonly string[]): Promise<Finding> => {
  const Bucket = bucketArn.split(':::')[1]?.split('/')[0] ?? bucketArn;
  const s3 = new S3Client(patient.host.clientConfig('s3'));
  await s3.send(new HeadBucketCommand({ Bucket }));
  const { Policy: text = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  const { delivery, accounts: named } = letIn(text);
  const left = named === undefined ? [] : accounts.filter((account) => !named.includes(account));
  const next = 'let delivery.logs.amazonaws.com in by the bucket policy; "npm run deploy" does so for our own bucket';
  if (!delivery) return failed(Bucket, 'does not let flow logs in', next);
  if (left.length > 0) return failed(Bucket, `does not let the flow logs of ${left.join(', ')} in`, next);
  return ok(Bucket, `takes the flow logs of ${accounts.join(', ')}`);
};

const resourceTypes = ['AWS::Logs::LogGroup', 'AWS::IAM::Role'] as const;

/** The log group and the role as the stack keeps them: nothing else is read of them. */
const toLogGroup = async (client: CloudFormationClient, stackName: string): Promise<readonly Finding[]> => {
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stackName }));
  return resourceTypes.map((type) => {
    const found = StackResources.find(
      (one) => one.ResourceType === type && /FlowLog/.test(one.LogicalResourceId ?? ''),
    );
    const subject = found?.PhysicalResourceId ?? type;
    return found?.ResourceStatus?.endsWith('_COMPLETE') && !found.ResourceStatus.startsWith('DELETE')
      ? ok(subject, `${found.ResourceStatus} in ${stackName}`)
      : failed(subject, `is ${found?.ResourceStatus ?? 'not'} in ${stackName}`, 'run "npm run deploy" again');
  });
};

const unseen = (subject: string): Finding =>
  warning(
    subject,
    'is not looked into',
    'see that it exists and takes flow logs; "flow-log-delivery" tells how they fare',
  );

const findingsOf = async (patient: Patient, destination: Destination): Promise<readonly Finding[]> => {
  const { deployment, policy } = patient;
  if (destination.type === 'kinesis-data-firehose') return [unseen(destination.deliveryStreamArn)];
  if (destination.type === 's3') {
    const bucketArn = destination.bucketArn ?? `arn:aws:s3:::${deployment.output('FlowLogBucketName')}`;
    const accounts = [deployment.account, ...(policy?.accounts.members ?? [])].filter((one) => one !== undefined);
    return [await toBucket(patient, bucketArn, accounts)];
  }
  const own = [destination.logGroupArn, destination.deliverLogsPermissionArn].filter((arn) => arn !== undefined);
  if (own.length === 2) return own.map(unseen);
  const client = new CloudFormationClient(patient.host.clientConfig('cloudformation'));
  return [...(await toLogGroup(client, `${deployment.name}-stateful`)), ...own.map(unseen)];
};

/** Flow logs can be delivered where the policy says. */
export const flowLogDestination: Check = {
  name: 'flow-log-destination',
  about: 'incident',
  reads: ['s3:ListBucket', 's3:GetBucketPolicy', 'cloudformation:DescribeStackResources'],
  look: async (patient) => {
    const { policy } = patient;
    if (!policy) return [failed('flow logs', 'are not known without a policy', 'see to the policy')];
    if (!policy.flowLogs.enabled) return [ok('flow logs', 'the policy turns none on')];
    return await findingsOf(patient, policy.flowLogs.destination);
  },
};
