import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ruleArn } from '../triggers/dead-letters.ts';

export interface AlertTopicProps {
  readonly name: string;
  readonly encryptionKey: IKey;
  readonly emails: readonly string[];
  /** Names of the rules that may publish. */
  readonly ruleNames: readonly string[];
  /** Where mails that could not be delivered go. */
  readonly queue: Queue;
}

/** Where everything that a person must know is said. Only our rules and our alarms publish to it. */
export const alertTopic = (scope: Construct, props: AlertTopicProps): Topic => {
  const { name, encryptionKey, emails, ruleNames, queue: deadLetterQueue } = props;
  const topic = new Topic(scope, 'Alerts', {
    topicName: `${name}-alerts`,
    displayName: 'Flowtrap',
    masterKey: encryptionKey,
    enforceSSL: true,
  });
  const publish = (sid: string, service: string, arns: Record<string, Record<string, unknown>>): PolicyStatement =>
    new PolicyStatement({
      sid,
      principals: [new ServicePrincipal(service)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ...arns },
    });
  const alarms = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${name}-*`;
  topic.addToResourcePolicy(
    publish('Notices', 'events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': ruleNames.map(ruleArn) } }),
  );
  topic.addToResourcePolicy(publish('Alarms', 'cloudwatch.amazonaws.com', { ArnLike: { 'aws:SourceArn': alarms } }));
  for (const endpoint of emails)
    new Subscription(scope, `Mail-${endpoint}`, {
      topic,
      endpoint,
      protocol: SubscriptionProtocol.EMAIL,
      deadLetterQueue,
    });
  return topic;
};
