import { CfnRule } from 'aws-cdk-lib/aws-events';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acceptFromRules } from '../triggers/dead-letters.ts';
import { retryPolicy } from '../triggers/trigger-rules.ts';
import type { Notice } from './notice-patterns.ts';

export const noticeRuleName = (name: string, { id }: Notice): string => `${name}-${id}`;

export interface NoticeRulesProps {
  readonly name: string;
  readonly notices: readonly Notice[];
  readonly topic: Topic;
  readonly queue: Queue;
}

/** A template of several lines has each in quotes of its own (EventBridge user guide, input transformation). */
const templateOf = ({ lines }: Notice): string => lines.map((line) => JSON.stringify(line)).join('\n');

/** Rules on the default bus that turn an event into a few plain lines on the topic. */
export const noticeRules = (scope: Construct, { name, notices, topic, queue }: NoticeRulesProps): void => {
  acceptFromRules(
    queue,
    notices.map((notice) => noticeRuleName(name, notice)),
  );
  const deadLetterConfig = { arn: queue.queueArn };
  for (const notice of notices) {
    const inputTransformer = { inputPathsMap: notice.paths, inputTemplate: templateOf(notice) };
    new CfnRule(scope, `notice-${notice.id}`, {
      name: noticeRuleName(name, notice),
      description: notice.description,
      eventPattern: notice.pattern,
      state: 'ENABLED',
      targets: [{ id: 'alerts', arn: topic.topicArn, inputTransformer, deadLetterConfig, retryPolicy }],
    });
  }
};
