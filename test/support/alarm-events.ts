const INSTANCE_METRIC = {
  id: 'm1',
  metricStat: {
    metric: { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'i-0c4d1e7f9a2b3c586' } },
    period: 60,
    stat: 'Sum',
  },
  returnData: true,
};

/** The event of an alarm on the beacon's instance that rang, or is over.
 * @param time since when, and when the state before began: ISO 8601, as CloudWatch writes it */
export const instanceAlarm = (value: 'ALARM' | 'OK', time: string, previous: string) => ({
  version: '0',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '111122223333',
  time,
  region: 'us-east-1',
  resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:egress-high'],
  detail: {
    alarmName: 'egress-high',
    state: { value, reason: 'threshold', timestamp: time },
    previousState: { value: value === 'OK' ? 'ALARM' : 'OK', timestamp: previous },
    configuration: { metrics: [INSTANCE_METRIC] },
  },
});
