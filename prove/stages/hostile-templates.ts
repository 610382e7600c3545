import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';

const envelope = (source: string, detailType: string, detail: object): object => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': detailType,
  source,
  account: ACCOUNT,
  time: '2026-03-17T09:29:00Z',
  region: REGION,
  resources: [],
  detail,
});

/** Triggers of the other sources, as starting points for hostile changes. */
export const hostileTemplates: readonly object[] = [
  envelope('aws.securityhub', 'Security Hub Findings - Imported', {
    findings: [
      {
        SchemaVersion: '2018-10-08',
        Id: 'finding-1',
        ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
        AwsAccountId: ACCOUNT,
        Types: ['Effects/Data Exfiltration/x'],
        Severity: { Label: 'HIGH', Normalized: 80 },
        Title: 'x',
        Description: 'x',
        Network: {
          SourceIpV4: '10.0.0.10',
          DestinationIpV4: '198.51.100.7',
          DestinationPort: 443,
          Protocol: 'TCP',
          Direction: 'OUT',
        },
        Resources: [
          {
            Type: 'AwsEc2Instance',
            Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-00000000000000010`,
            Region: REGION,
          },
        ],
        UpdatedAt: '2026-03-17T09:29:00Z',
        CreatedAt: '2026-03-17T09:29:00Z',
      },
    ],
  }),
  envelope('aws.cloudwatch', 'CloudWatch Alarm State Change', {
    alarmName: 'out',
    state: { value: 'ALARM', reason: 'x', timestamp: '2026-03-17T09:29:00.000+0000' },
    previousState: { value: 'OK', timestamp: '2026-03-17T09:20:00.000+0000' },
    configuration: {
      metrics: [
        {
          id: 'm1',
          metricStat: {
            metric: { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'i-00000000000000010' } },
            period: 60,
            stat: 'Sum',
          },
          returnData: true,
        },
      ],
    },
  }),
  { source: 'flowtrap.manual', subjects: ['10.0.0.10'], peers: ['198.51.100.7'], ports: [443] },
  {
    source: 'flowtrap.manual',
    FirewallArn: `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall/inspection-0`,
    FlowFilters: [{ SourceAddress: { AddressDefinition: '10.0.0.10/32' } }],
  },
];
