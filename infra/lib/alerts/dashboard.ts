import { Dashboard, GraphWidget, type IMetric, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Functions } from '../functions/step-functions.ts';

export interface DashboardProps {
  readonly name: string;
  readonly respond: StateMachine;
  readonly functions: Functions;
  /** All above zero are a person's business. */
  readonly needsPerson: readonly IMetric[];
}

const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
  new GraphWidget({ title, width: 12, left: [...left] });

/** Cases, time to the first capture, and everything that a person is told of. */
export const dashboard = (scope: Construct, { name, respond, functions, needsPerson }: DashboardProps): Dashboard => {
  const hops = [functions['plan-case'], functions['start-capture']];
  const all = Object.values(functions);
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: `${name}-cases`,
    widgets: [
      [
        graph('Cases', [respond.metricStarted(), respond.metricSucceeded(), respond.metricFailed()]),
        graph('Time of a case', [respond.metricTime({ statistic: 'p50' }), respond.metricTime({ statistic: 'p99' })]),
      ],
      [
        graph(
          'Steps before the first capture',
          hops.map(({ lambda }) => lambda.metricDuration({ statistic: 'p90' })),
        ),
        graph(
          'Errors and throttles',
          all.flatMap(({ lambda }) => [lambda.metricErrors(), lambda.metricThrottles()]),
        ),
      ],
      [new SingleValueWidget({ title: 'Needs a person', width: 24, metrics: [...needsPerson] })],
    ],
  });
};
