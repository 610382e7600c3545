import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Every client that the proof itself needs, on the emulator. */
export const clientsOn = (endpoint: string, { account, region }: { account: string; region: string }) => {
  const config = { region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'simulated' } };
  return {
    formation: new CloudFormationClient(config),
    dynamo: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sfn: new SFNClient(config),
    sqs: new SQSClient(config),
  };
};
export type Clients = ReturnType<typeof clientsOn>;
