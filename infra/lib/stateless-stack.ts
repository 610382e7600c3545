import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { alarms, endsOf, watchFunction, watchLog, watchMachine, watchQueue } from './alerts/alarms.ts';
import { dashboard } from './alerts/dashboard.ts';
import { notices } from './alerts/notice-patterns.ts';
import { noticeRuleName, noticeRules } from './alerts/notice-rules.ts';
import { alertTopic } from './alerts/topic.ts';
import type { Config } from './config/config.ts';
import { type Functions, stepFunctions } from './functions/step-functions.ts';
import { stepPermissions } from './functions/step-permissions.ts';
import { machineArn, stateMachine } from './machines/state-machine.ts';
import type { FlowtrapStackProps, StatefulStack } from './stateful-stack.ts';
import { deadLetters } from './triggers/dead-letters.ts';
import { triggerRules } from './triggers/patterns.ts';
import { timetable } from './triggers/schedules.ts';
import { triggerRuleResources } from './triggers/trigger-rules.ts';
import { watchInput } from './triggers/watch-input.ts';

export interface StatelessStackProps extends FlowtrapStackProps {
  readonly stateful: StatefulStack;
  readonly bundleDirectory: string;
  readonly definitionDirectory: string;
}

/** Findings of GuardDuty and AWS services reach only the default bus, so ours go there too. */
const eventBusName = 'default';

interface Queues {
  readonly respond: Queue;
  readonly retire: Queue;
  readonly notices: Queue;
}

/** Everything that runs, and that can be destroyed and made anew at any time. */
export class StatelessStack extends Stack {
  readonly functions: Functions;
  readonly respond: StateMachine;
  readonly retireFlowLogs: StateMachine;
  readonly topic: Topic;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: StatelessStackProps) {
    const { config, stateful, bundleDirectory, definitionDirectory, ...stackProps } = props;
    super(scope, id, stackProps);
    const { name } = config;
    const logKey = stateful.deliveryKey;
    this.functions = stepFunctions(this, {
      defaults: { name, bundleDirectory, logKey },
      stateful,
      eventBusName,
      permissions: stepPermissions({
        config,
        eventBusName,
        tableArn: stateful.table.tableArn,
        bucketArn: stateful.exportValue(stateful.evidence.bucketArn),
        recordsKeyArn: stateful.recordsKey.keyArn,
        policyParameterArn: stateful.policyParameter.parameterArn,
        signingKeyArn: stateful.signingKey.keyArn,
        flowLogRoleArn: stateful.flowLogRole.arn,
      }),
    });
    const machineProps = { name, definitionDirectory, functions: this.functions, logKey };
    this.respond = stateMachine(this, 'respond', machineProps);
    this.retireFlowLogs = stateMachine(this, 'retire-flow-logs', machineProps);
    const queues = this.makeQueues(name);
    this.deadLetters = queues.respond;
    this.makeTriggers(config, queues);
    this.topic = this.makeAlerts(config, queues, stateful);
    this.makeOutputs();
  }

  private makeQueues(name: string): Queues {
    return {
      respond: deadLetters(this, 'RespondDeadLetters', `${name}-respond-dead-letters`),
      retire: deadLetters(this, 'RetireDeadLetters', `${name}-retire-dead-letters`),
      notices: deadLetters(this, 'NoticeDeadLetters', `${name}-notice-dead-letters`),
    };
  }

  private makeTriggers({ name, policy }: Config, queues: Queues): void {
    const machine = this.respond;
    triggerRuleResources(this, { name, rules: triggerRules(name, policy), machine, queue: queues.respond });
    timetable(this, {
      group: `${name}-watches`,
      machine,
      queue: queues.respond,
      entries: policy.schedules.map((watch) => ({
        name: watch.name,
        expression: watch.expression,
        input: watchInput(watch),
      })),
    });
    timetable(this, {
      group: `${name}-upkeep`,
      machine: this.retireFlowLogs,
      queue: queues.retire,
      entries: [{ name: 'retire-flow-logs', expression: 'rate(15 minutes)', input: '{}' }],
    });
  }

  private makeAlerts({ name, notifyEmails }: Config, queues: Queues, { deliveryKey }: StatefulStack): Topic {
    const told = notices([machineArn(name, 'respond'), machineArn(name, 'retire-flow-logs')]);
    const topic = alertTopic(this, {
      name,
      encryptionKey: deliveryKey,
      emails: notifyEmails,
      queue: queues.notices,
      ruleNames: told.map((notice) => noticeRuleName(name, notice)),
    });
    noticeRules(this, { name, notices: told, topic, queue: queues.notices });
    const { logGroup } = this.functions['retire-flow-logs'];
    const watched = [
      ...Object.values(this.functions).flatMap(watchFunction),
      ...watchMachine('respond', endsOf(this.respond)),
      ...watchMachine('retire-flow-logs', endsOf(this.retireFlowLogs)),
      watchQueue('respond', 'Triggers of cases', queues.respond),
      watchQueue('retire', 'Runs of retire-flow-logs', queues.retire),
      watchQueue('notice', 'Notices', queues.notices),
      watchLog(this, name, {
        id: 'leases-past-end',
        logGroup,
        path: '$.facts.failed',
        description: 'Flow logs whose lease has ended could not be deleted yet.',
      }),
      watchLog(this, name, {
        id: 'leases-need-operator',
        logGroup,
        path: '$.facts.needOperator',
        description: 'Flow logs whose lease has ended can only be deleted by a person.',
      }),
    ];
    alarms(this, name, topic, watched);
    dashboard(this, { name, respond: this.respond, functions: this.functions, watched });
    return topic;
  }

  private makeOutputs(): void {
    new CfnOutput(this, 'RespondArn', { value: this.respond.stateMachineArn });
    new CfnOutput(this, 'RetireFlowLogsArn', { value: this.retireFlowLogs.stateMachineArn });
    new CfnOutput(this, 'AlertsTopicArn', { value: this.topic.topicArn });
    new CfnOutput(this, 'DeadLettersUrl', { value: this.deadLetters.queueUrl });
  }
}
