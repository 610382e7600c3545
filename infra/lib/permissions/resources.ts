import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

const named = 'Which of them a trigger names is found out at run time.';

/** Reads what tasks, databases and alarms have in the network. */
export const readResources = (place: Place): PolicyStatement[] => [
  new BroadStatement(named, {
    sid: 'ReadTasks',
    actions: ['ecs:DescribeTasks'],
    resources: [arnIn(place, 'ecs', 'task/*')],
    conditions: inRegions(place),
  }),
  new BroadStatement(named, {
    sid: 'ReadDatabases',
    actions: ['rds:DescribeDBInstances'],
    resources: [arnIn(place, 'rds', 'db:*')],
    conditions: inRegions(place),
  }),
  new BroadStatement('CloudWatch describes composite alarms only to those who may describe every alarm.', {
    sid: 'ReadAlarms',
    actions: ['cloudwatch:DescribeAlarms'],
    resources: ['*'],
    conditions: inRegions(place),
  }),
];
