import { ACCOUNT, eventOf, FINDING_ARN, findingOf, LOCAL, REGION, REMOTE, type TypeRow } from './finding-builder.ts';

const row = (rest: Partial<TypeRow> & { readonly type: string }): TypeRow => ({
  severity: 8,
  resource: 'instance',
  role: 'ACTOR',
  outcome: 'lead',
  tuples: [],
  ...rest,
});

const connection = { direction: 'OUTBOUND', localPort: 50_040, remotePort: 443, protocol: 'TCP' };

/** One event of every kind of GuardDuty action; the first is a connection. */
export const guardDutyEvents = [
  row({ type: 'Backdoor:EC2/C&CActivity.B', connection }),
  row({
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    role: 'TARGET',
    connection: { ...connection, direction: 'INBOUND', localPort: 22 },
  }),
  row({
    type: 'Recon:EC2/PortProbeUnprotectedPort',
    probes: [
      { localPort: 9200, remote: REMOTE },
      { localPort: 22, remote: REMOTE },
    ],
  }),
  row({ type: 'Trojan:EC2/DNSDataExfiltration', dns: 'evil.example' }),
  row({ type: 'Discovery:RDS/TorIPCaller', resource: 'database', login: REMOTE }),
  row({ type: 'Backdoor:Lambda/C&CActivity.B', resource: 'lambda', connection }),
  row({ type: 'AttackSequence:EC2/CompromisedInstanceGroup', resource: 'sequence', sequence: 'instance' }),
  row({ type: 'Recon:IAMUser/TorIPCaller', resource: 'access-key', api: REMOTE }),
].map((one) => eventOf(findingOf(one)));

const S = 'aws/guardduty/service/action/networkConnectionAction';

export const asffEvent = {
  'detail-type': 'Security Hub Findings - Custom Action',
  source: 'aws.securityhub',
  detail: {
    findings: [
      {
        Id: FINDING_ARN,
        ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
        AwsAccountId: ACCOUNT,
        Region: REGION,
        Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B'],
        Severity: { Label: 'HIGH', Normalized: 70 },
        ProductFields: {
          [`${S}/connectionDirection`]: 'OUTBOUND',
          [`${S}/localIpDetails/ipAddressV4`]: LOCAL,
          [`${S}/remoteIpDetails/ipAddressV4`]: REMOTE,
          [`${S}/remotePortDetails/port`]: '443',
        },
        Resources: [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1` }],
      },
      {
        Id: 'other',
        ProductArn: `arn:aws:securityhub:${REGION}::product/acme/ids`,
        AwsAccountId: ACCOUNT,
        Region: REGION,
        Network: { Direction: 'IN', Protocol: 'TCP', SourceIpV4: REMOTE, DestinationIpV4: LOCAL, DestinationPort: 443 },
        NetworkPath: [
          {
            Egress: {
              Source: { Address: [LOCAL] },
              Destination: { Address: [REMOTE], PortRanges: [{ Begin: 22, End: 22 }] },
            },
          },
        ],
        Resources: [
          {
            Type: 'AwsEc2NetworkInterface',
            Id: 'eni-0aa00000000000a010',
            Details: { AwsEc2NetworkInterface: { PrivateIpAddresses: [{ PrivateIpAddress: LOCAL }] } },
          },
        ],
      },
    ],
  },
};

export const ocsfEvent = {
  'detail-type': 'Findings Imported V2',
  source: 'aws.securityhub',
  detail: {
    findings: [
      {
        class_uid: 2004,
        cloud: { account: { uid: ACCOUNT }, region: REGION },
        finding_info: { uid: FINDING_ARN, types: ['Backdoor:EC2/C&CActivity.B'], last_seen_time: 1_767_226_200_000 },
        severity_id: 4,
        resources: [
          { uid: 'i-0dd000000000000d1', data: { network_interfaces: [{ uid: 'eni-0aa00000000000a010', ip: LOCAL }] } },
        ],
        evidences: [
          {
            src_endpoint: { ip: LOCAL, port: 50_040 },
            dst_endpoint: { ip: REMOTE, port: 443 },
            connection_info: { direction: 'Outbound', protocol_num: 6 },
          },
          { src_endpoint: { ip: REMOTE }, dst_endpoint: { ip: LOCAL, port: 22 } },
        ],
      },
    ],
  },
};

export const alarmEvent = {
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  resources: [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:Egress`],
  detail: {
    alarmName: 'Egress',
    state: {
      value: 'ALARM',
      timestamp: '2026-01-01T00:10:00.000+0000',
      reasonData: '{"triggeringAlarms":[{"arn":"x"}]}',
    },
    configuration: {
      metrics: [{ id: 'm1', metricStat: { metric: { dimensions: { InstanceId: 'i-0dd000000000000d1' } } } }],
    },
  },
};

export const firewallRecord = {
  firewall_name: 'edge',
  availability_zone: `${REGION}a`,
  event_timestamp: '1767226200',
  event: {
    event_type: 'alert',
    src_ip: LOCAL,
    src_port: 50_040,
    dest_ip: REMOTE,
    dest_port: 443,
    proto: 'TCP',
    alert: { severity: 1, signature_id: 5, signature: 'x' },
  },
};
