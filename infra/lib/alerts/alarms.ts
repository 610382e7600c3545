import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { StepFunction } from '../functions/step-function.ts';

/** One thing to be told about. It speaks when the metric is above zero in a period. */
export interface Watched {
  /** Last part of the alarm's name. */
  readonly id: string;
  readonly description: string;
  readonly metric: IMetric;
}

const period = Duration.minutes(5);

export const watchFunction = ({ step, lambda }: StepFunction): readonly Watched[] => [
  {
    id: `${step}-errors`,
    description: `The step ${step} failed. Its state machine tries again; its logs say why.`,
    metric: lambda.metricErrors({ period }),
  },
  {
    id: `${step}-throttles`,
    description: `The step ${step} was refused concurrency. Captures may start late.`,
    metric: lambda.metricThrottles({ period }),
  },
];

/** How often executions ended badly. */
export const endMetrics = (machine: StateMachine): readonly IMetric[] => [
  machine.metricFailed({ period }),
  machine.metricTimedOut({ period }),
  machine.metricAborted({ period }),
];

export const watchQueue = (id: string, what: string, queue: Queue): Watched => ({
  id: `${id}-dead-letters`,
  description: `${what} could not be delivered and wait in the queue of dead letters.`,
  metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
});

/** Turns a number in a function's log lines into a metric. */
export interface LoggedFact {
  readonly id: string;
  readonly logGroup: LogGroup;
  /** JSON path of the number in the line, `$.facts.failed` for example. */
  readonly path: string;
  readonly description: string;
}

export const watchLog = (scope: Construct, name: string, fact: LoggedFact): Watched => {
  const filter = new MetricFilter(scope, `fact-${fact.id}`, {
    logGroup: fact.logGroup,
    filterPattern: FilterPattern.numberValue(fact.path, '>', 0),
    metricNamespace: `Flowtrap/${name}`,
    metricName: fact.id,
    metricValue: fact.path,
  });
  return { id: fact.id, description: fact.description, metric: filter.metric({ period, statistic: 'Maximum' }) };
};

/** Alarms on plain metrics; silence is good. */
export const alarms = (scope: Construct, name: string, topic: Topic, watched: readonly Watched[]): readonly Alarm[] =>
  watched.map(({ id, description, metric }) => {
    const alarm = new Alarm(scope, `alarm-${id}`, {
      alarmName: `${name}-${id}`,
      alarmDescription: description,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  });
