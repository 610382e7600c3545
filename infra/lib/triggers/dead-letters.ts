import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export const ruleArn = (ruleName: string): string =>
  `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/${ruleName}`;

/** What could not be delivered, kept for the longest time that SQS knows. */
export const deadLetters = (scope: Construct, id: string, queueName: string): Queue => {
  const queue = new Queue(scope, id, {
    queueName,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const reason = 'It is the queue of dead letters: an alarm tells of each message, and a person puts it back.';
  acknowledge(queue, { 'AwsSolutions::AwsSolutions-SQS3': reason, 'Serverless::Serverless-SQSRedrivePolicy': reason });
  return queue;
};

/** Lets exactly these rules leave their undelivered events here. */
export const acceptFromRules = (queue: Queue, ruleNames: readonly string[]): void => {
  if (ruleNames.length === 0) return;
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'UndeliveredEvents',
      principals: [new ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnEquals: { 'aws:SourceArn': ruleNames.map(ruleArn) },
      },
    }),
  );
};
