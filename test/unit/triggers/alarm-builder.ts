import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { ACCOUNT, REGION } from './finding-builder.ts';

export const ARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:Egress`;
export const CHILD = `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:Child`;
export const RANG = '2026-01-01T00:10:00.000+0000';
export const RANG_MS = Date.UTC(2026, 0, 1, 0, 10);

export const metric = (dimensions: object, id = 'm1') => ({
  id,
  metricStat: { metric: { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions }, period: 60, stat: 'Sum' },
  returnData: true,
});
export const state = (value: string, extra: object = {}) => ({ value, reason: 'because', timestamp: RANG, ...extra });
export const detail = (extra: object = {}) => ({
  alarmName: 'Egress',
  state: state('ALARM'),
  previousState: { value: 'OK', timestamp: '2026-01-01T00:00:00.000+0000' },
  configuration: { metrics: [metric({ InstanceId: 'i-0dd000000000000d1' })] },
  ...extra,
});

/** The reading of an alarm's event whose detail has `extra` members. */
export const event = (extra: object = {}, detailType = 'CloudWatch Alarm State Change') =>
  readTrigger(
    JSON.stringify({
      'detail-type': detailType,
      source: 'aws.cloudwatch',
      account: ACCOUNT,
      region: REGION,
      resources: [ARN],
      detail: detail(extra),
    }),
  );

export const INSTANCE = [{ kind: 'instance', instanceId: 'i-0dd000000000000d1' }];
