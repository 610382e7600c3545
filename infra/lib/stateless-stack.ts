import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { alarms, endMetrics, type Watched, watchFunction, watchLog, watchQueue } from './alerts/alarms.ts';
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
  readonly closeLost: Queue;
  readonly notices: Queue;
}

/** Everything that runs, and that can be destroyed and made anew at any time. */
export class StatelessStack extends Stack {
  readonly functions: Functions;
  readonly respond: StateMachine;
  readonly retireFlowLogs: StateMachine;
  readonly closeLostCases: StateMachine;
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
    this.closeLostCases = stateMachine(this, 'close-lost-cases', machineProps);
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
      closeLost: deadLetters(this, 'CloseLostDeadLetters', `${name}-close-lost-dead-letters`),
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
    const upkeep = (entry: string) => [{ name: entry, expression: 'rate(15 minutes)', input: '{}' }];
    timetable(this, {
      group: `${name}-upkeep`,
      machine: this.retireFlowLogs,
      queue: queues.retire,
      entries: upkeep('retire-flow-logs'),
    });
    timetable(this, {
      group: `${name}-lost-cases`,
      machine: this.closeLostCases,
      queue: queues.closeLost,
      entries: upkeep('close-lost-cases'),
    });
  }

  private makeAlerts({ name, notifyEmails }: Config, queues: Queues, { deliveryKey }: StatefulStack): Topic {
    const told = notices({
      respond: machineArn(name, 'respond'),
      upkeep: [machineArn(name, 'retire-flow-logs'), machineArn(name, 'close-lost-cases')],
    });
    const topic = alertTopic(this, {
      name,
      encryptionKey: deliveryKey,
      emails: notifyEmails,
      queue: queues.notices,
      ruleNames: told.map((notice) => noticeRuleName(name, notice)),
    });
    noticeRules(this, { name, notices: told, topic, queue: queues.notices });
    const watched = this.watched(name, queues);
    alarms(this, name, topic, watched);
    // Notices tell of these ends: an alarm on the metric would tell the same again.
    const ends = [this.respond, this.retireFlowLogs, this.closeLostCases].flatMap(endMetrics);
    const needsPerson = [...ends, ...watched.map(({ metric }) => metric)];
    dashboard(this, { name, respond: this.respond, functions: this.functions, needsPerson });
    return topic;
  }

  private watched(name: string, queues: Queues): readonly Watched[] {
    const retire = this.functions['retire-flow-logs'].logGroup;
    return [
      ...Object.values(this.functions).flatMap(watchFunction),
      watchQueue('respond', 'Triggers of cases', queues.respond),
      watchQueue('retire', 'Runs of retire-flow-logs', queues.retire),
      watchQueue('close-lost', 'Runs of close-lost-cases', queues.closeLost),
      watchQueue('notice', 'Notices', queues.notices),
      watchLog(this, name, {
        id: 'leases-past-end',
        logGroup: retire,
        path: '$.facts.failed',
        description: 'Flow logs whose lease has ended could not be deleted yet.',
      }),
      watchLog(this, name, {
        id: 'leases-need-operator',
        logGroup: retire,
        path: '$.facts.needOperator',
        description: 'Flow logs whose lease has ended can only be deleted by a person.',
      }),
      watchLog(this, name, {
        id: 'lost-cases-open',
        logGroup: this.functions['find-lost-cases'].logGroup,
        path: '$.facts.failed',
        description: 'Cases whose execution has ended could not be closed yet.',
      }),
    ];
  }

  private makeOutputs(): void {
    new CfnOutput(this, 'RespondArn', { value: this.respond.stateMachineArn });
    new CfnOutput(this, 'RetireFlowLogsArn', { value: this.retireFlowLogs.stateMachineArn });
    new CfnOutput(this, 'CloseLostCasesArn', { value: this.closeLostCases.stateMachineArn });
    new CfnOutput(this, 'AlertsTopicArn', { value: this.topic.topicArn });
    new CfnOutput(this, 'DeadLettersUrl', { value: this.deadLetters.queueUrl });
  }
}
