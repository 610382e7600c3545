import { Aws } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceRole } from '../permissions/service-role.ts';
import { acceptFromRules, ruleArn } from './dead-letters.ts';
import type { RulePattern } from './patterns.ts';

/** EventBridge tries for a day with growing pauses, then the event goes to the dead letters. */
export const retryPolicy = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 } as const;

export interface TriggerRulesProps {
  readonly name: string;
  readonly rules: readonly RulePattern[];
  readonly machine: StateMachine;
  readonly queue: Queue;
}

/** Rules on the default bus that start the machine with the whole event, as it came. */
export const triggerRuleResources = (scope: Construct, props: TriggerRulesProps): void => {
  const { name, rules, machine, queue } = props;
  const nameOf = ({ id }: RulePattern): string => `${name}-${id}`;
  if (rules.length === 0) return;
  const { arn: roleArn, policy } = new ServiceRole(scope, 'TriggerRole', {
    roleName: `${name}-trigger-${Aws.REGION}`,
    description: 'Flowtrap: EventBridge starts cases.',
    service: 'events.amazonaws.com',
    sourceArns: rules.map((rule) => ruleArn(nameOf(rule))),
    statements: [
      new PolicyStatement({
        sid: 'StartCases',
        actions: ['states:StartExecution'],
        resources: [machine.stateMachineArn],
      }),
    ],
  });
  acceptFromRules(queue, rules.map(nameOf));
  const deadLetterConfig = { arn: queue.queueArn };
  for (const rule of rules)
    new CfnRule(scope, `rule-${rule.id}`, {
      name: nameOf(rule),
      description: rule.description,
      eventPattern: rule.pattern,
      state: 'ENABLED',
      targets: [{ id: 'respond', arn: machine.stateMachineArn, roleArn, deadLetterConfig, retryPolicy }],
    }).node.addDependency(policy);
};
