import { describe, expect, it } from 'vitest';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { ARN, CHILD, detail, event, INSTANCE, metric, RANG, RANG_MS, state } from './alarm-builder.ts';
import { ACCOUNT, REGION } from './finding-builder.ts';
import { reasonOf } from './helpers.ts';

describe('alarms', () => {
  it('reads a metric alarm', () => {
    const { outcome, lead } = event();

    expect(outcome).toBe('lead');
    expect(lead).toMatchObject({
      source: 'cloudwatch-alarm',
      key: ['cloudwatch-alarm', ARN, String(RANG_MS), ''],
      type: 'Egress',
      account: ACCOUNT,
      region: REGION,
      lastSeenMs: RANG_MS,
      tuples: [],
      alarm: { state: 'ALARM', childAlarmArns: [] },
    });
    expect(lead?.subjects).toEqual(INSTANCE);
  });

  it.each([
    [
      'metric math',
      {
        metrics: [
          { id: 'e1', expression: 'SUM(METRICS())', returnData: true },
          metric({ InstanceId: 'i-0dd000000000000d1' }),
          metric({ InstanceId: 'i-0dd000000000000d1' }, 'm2'),
        ],
      },
      INSTANCE,
    ],
    [
      'anomaly detection',
      {
        metrics: [
          metric({ InstanceId: 'i-0dd000000000000d1' }),
          { id: 'ad1', expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
        ],
      },
      INSTANCE,
    ],
    [
      'a NAT gateway',
      { metrics: [metric({ NatGatewayId: 'nat-0aa00000000000a01' })] },
      [{ kind: 'nat-gateway', natGatewayId: 'nat-0aa00000000000a01' }],
    ],
    [
      'a load balancer',
      { metrics: [metric({ LoadBalancer: 'app/web/0a1b2c3d4e5f6071', TargetGroup: 'targetgroup/web/0a1b' })] },
      [{ kind: 'load-balancer', loadBalancer: 'app/web/0a1b2c3d4e5f6071' }],
    ],
    [
      'a firewall',
      { metrics: [metric({ FirewallName: 'edge', AvailabilityZone: 'eu-west-1a', Engine: 'Stateful' })] },
      [{ kind: 'firewall', firewallName: 'edge' }],
    ],
    [
      'a database',
      { metrics: [metric({ DBInstanceIdentifier: 'orders-db' })] },
      [{ kind: 'rds-instance', dbInstanceId: 'orders-db' }],
    ],
    ['an instance id that is none', { metrics: [metric({ InstanceId: `\${id}` })] }, []],
    [
      'two resources',
      {
        metrics: [
          metric({ InstanceId: 'i-0dd000000000000d1' }),
          metric({ NatGatewayId: 'nat-0aa00000000000a01' }, 'm2'),
        ],
      },
      [...INSTANCE, { kind: 'nat-gateway', natGatewayId: 'nat-0aa00000000000a01' }],
    ],
  ])('finds the resource of %s', (_what, configuration, subjects) => {
    expect(event({ configuration }).lead?.subjects).toEqual(subjects);
  });

  it('finds the resource of one contributor', () => {
    const reading = event(
      {
        configuration: { metrics: [{ id: 'q', expression: 'SELECT …' }] },
        alarmContributor: { id: 'k-1', attributes: { InstanceId: 'i-0dd000000000000d1' } },
      },
      'CloudWatch Alarm Contributor State Change',
    );

    expect(reading.lead).toMatchObject({ key: ['cloudwatch-alarm', ARN, String(RANG_MS), 'k-1'], subjects: INSTANCE });
  });

  it('names the children of a composite alarm', () => {
    const reasonData = JSON.stringify({
      triggeringAlarms: [{ arn: CHILD, state: { value: 'ALARM' } }, { arn: 'not an ARN' }],
    });

    const { lead } = event({ configuration: { alarmRule: 'ALARM(Child)' }, state: state('ALARM', { reasonData }) });

    expect(lead).toMatchObject({ subjects: [], alarm: { childAlarmArns: [CHILD] } });
  });

  it('reads the Lambda action and the SNS message as the same alarm', () => {
    const expected = event().lead;
    const action = readTrigger(
      JSON.stringify({
        source: 'aws.cloudwatch',
        alarmArn: ARN,
        accountId: ACCOUNT,
        time: RANG,
        region: REGION,
        alarmData: detail(),
      }),
    );
    const message = {
      AlarmName: 'Egress',
      AlarmArn: ARN,
      AWSAccountId: ACCOUNT,
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      StateChangeTime: RANG,
      Region: 'EU (Ireland)',
      Trigger: {
        Namespace: 'AWS/EC2',
        MetricName: 'NetworkOut',
        Dimensions: [{ name: 'InstanceId', value: 'i-0dd000000000000d1' }],
      },
    };
    const relayed = readTrigger(
      JSON.stringify({
        Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 'arn:aws:sns:x', Message: JSON.stringify(message) } }],
      }),
    );

    expect(action.lead).toEqual(expected);
    expect(relayed.lead).toEqual(expected);
    expect(readTrigger(JSON.stringify(message)).lead).toEqual(expected);
  });

  describe('as DescribeAlarms answers them', () => {
    const described = (extra: object = {}) => ({
      AlarmName: 'Egress',
      AlarmArn: ARN,
      AlarmConfigurationUpdatedTimestamp: '2025-12-01T00:00:00+00:00',
      ActionsEnabled: true,
      StateValue: 'ALARM',
      StateReason: 'because',
      StateUpdatedTimestamp: '2026-01-01T00:25:00+00:00',
      StateTransitionedTimestamp: '2026-01-01T00:10:00+00:00',
      MetricName: 'NetworkOut',
      Namespace: 'AWS/EC2',
      Dimensions: [{ Name: 'InstanceId', Value: 'i-0dd000000000000d1' }],
      ...extra,
    });
    const read = (value: object) => readTriggers(JSON.stringify(value));

    it('reads a metric alarm as the event that it sent', () => {
      const expected = event().lead;

      expect(read({ MetricAlarms: [described()], CompositeAlarms: [] }).map(({ lead }) => lead)).toEqual([expected]);
      expect(read([described()]).map(({ lead }) => lead)).toEqual([expected]);
      expect(read(described()).map(({ lead }) => lead)).toEqual([expected]);
    });

    it('takes the time of the last update where nothing says when the state changed', () => {
      const [reading] = read(described({ StateTransitionedTimestamp: null }));

      expect(reading?.lead?.lastSeenMs).toBe(Date.UTC(2026, 0, 1, 0, 25));
    });

    it('reads metric math and anomaly detection', () => {
      const Metrics = [
        { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', ReturnData: true },
        {
          Id: 'm1',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/NATGateway',
              MetricName: 'BytesOutToDestination',
              Dimensions: [{ Name: 'NatGatewayId', Value: 'nat-0aa00000000000a01' }],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ];

      const [reading] = read({ MetricAlarms: [described({ MetricName: undefined, Dimensions: [], Metrics })] });

      expect(reading?.lead?.subjects).toEqual([{ kind: 'nat-gateway', natGatewayId: 'nat-0aa00000000000a01' }]);
    });

    it('reads composite alarms after the metric alarms, with the children that rang', () => {
      const composite = {
        ...described({ MetricName: undefined, Dimensions: undefined }),
        AlarmArn: `${ARN}s`,
        AlarmName: 'Egresss',
        AlarmRule: 'ALARM(Child) OR ALARM(Other)',
      };
      const StateReasonData = JSON.stringify({ triggeringAlarms: [{ arn: CHILD, state: { value: 'ALARM' } }] });

      const readings = read({
        CompositeAlarms: [composite, { ...composite, StateReasonData }],
        MetricAlarms: [described()],
      });

      expect(readings.map(({ lead }) => lead?.alarm?.childAlarmArns)).toEqual([
        [],
        [CHILD, CHILD.replace('Child', 'Other')],
        [CHILD],
      ]);
    });

    it.each([
      ['OK', {}, 'OK'],
      ['INSUFFICIENT_DATA', {}, 'insufficient data'],
      ['ALARM', { ActionsSuppressedBy: 'Alarm' }, 'suppressed'],
    ])('ignores %s %j', (StateValue, extra, reason) => {
      const [reading] = read({ MetricAlarms: [described({ StateValue, ...extra })] });

      expect(reading).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining(reason) });
    });

    it('names the state that is none', () => {
      expect(read({ MetricAlarms: [described({ StateValue: 'RINGING' })] })).toMatchObject([
        { outcome: 'refused', problems: [{ path: 'MetricAlarms[0].StateValue' }] },
      ]);
    });

    it('takes an account without alarms for an empty list', () => {
      expect(read({ MetricAlarms: [], CompositeAlarms: [] })).toMatchObject([
        { outcome: 'ignored', reason: expect.stringContaining('empty list') },
      ]);
    });
  });

  it('ignores the return to OK, under the key of the alarm that rang', () => {
    const rang = event();

    const reading = event({
      state: { value: 'OK', timestamp: '2026-01-01T00:30:00.000+0000' },
      previousState: { value: 'ALARM', timestamp: RANG },
    });

    expect(reading).toMatchObject({
      outcome: 'ignored',
      reason: 'the alarm returned to OK',
      lead: { alarm: { state: 'OK' } },
    });
    expect(reading.lead?.key).toEqual(rang.lead?.key);
  });

  it.each([
    ['insufficient data', { state: state('INSUFFICIENT_DATA') }, 'insufficient data'],
    ['a mute rule', { muteDetail: { mutedByArn: 'arn:x' } }, 'mute rule'],
    ['suppressed actions', { state: state('ALARM', { actionsSuppressedBy: 'Alarm' }) }, 'suppressed'],
  ])('ignores %s', (_what, extra, reason) => {
    const reading = event(extra);

    expect(reading.outcome).toBe('ignored');
    expect(reasonOf(reading)).toContain(reason);
  });

  it('refuses a state that is none', () => {
    expect(event({ state: state('RINGING') })).toMatchObject({
      outcome: 'refused',
      problems: [{ path: 'detail.state.value' }],
    });
  });

  it('takes a change of configuration for none of ours', () => {
    expect(reasonOf(event({}, 'CloudWatch Alarm Configuration Change'))).toContain('not a trigger of ours');
  });
});
