import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceRole } from '../permissions/service-role.ts';

export interface Timetable {
  /** Name of the group; also the last part of its role's name. */
  readonly group: string;
  readonly machine: StateMachine;
  readonly queue: Queue;
  readonly entries: readonly { readonly name: string; readonly expression: string; readonly input: string }[];
}

/** A run that is late by an hour is left to the next one; until then it is tried again. */
const retryPolicy = { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 20 } as const;

/** Schedules of EventBridge Scheduler that start one machine, in a group of their own, with one role. */
export const timetable = (scope: Construct, props: Timetable): void => {
  const { group, machine, queue, entries } = props;
  if (entries.length === 0) return;
  const groupResource = new CfnScheduleGroup(scope, `${group}-group`, { name: group });
  const { arn: roleArn, policy } = new ServiceRole(scope, `${group}-role`, {
    roleName: `${group}-schedule-${Aws.REGION}`,
    description: `Flowtrap: the schedules of ${group}.`,
    service: 'scheduler.amazonaws.com',
    sourceArns: [`arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule-group/${group}`],
    statements: [
      new PolicyStatement({ sid: 'Start', actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
      new PolicyStatement({ sid: 'LeaveDeadLetters', actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    ],
  });
  for (const { name, expression, input } of entries)
    new CfnSchedule(scope, `schedule-${group}-${name}`, {
      name,
      groupName: groupResource.ref,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: machine.stateMachineArn,
        roleArn,
        input,
        deadLetterConfig: { arn: queue.queueArn },
        retryPolicy,
      },
    }).node.addDependency(policy);
};
