import { outbound } from './backdoor-finding.ts';
import { ACCOUNT, FINDING_ARN, LOCAL, REGION, REMOTE } from './finding-builder.ts';

export const INSTANCE_ARN = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1`;

export const instance = {
  Type: 'AwsEc2Instance',
  Id: INSTANCE_ARN,
  Details: {
    AwsEc2Instance: {
      IpV4Addresses: ['203.0.113.9', LOCAL],
      IpV6Addresses: [],
      VpcId: 'vpc-0cc000000000000c1',
      SubnetId: 'subnet-0bb000000000000b1',
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0aa00000000000a010' }],
    },
  },
};

/** One ASFF finding: a copy of a GuardDuty finding unless `extra` says otherwise. */
export const finding = (extra: object = {}) => ({
  SchemaVersion: '2018-10-08',
  Id: FINDING_ARN,
  ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
  GeneratorId: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0abc`,
  AwsAccountId: ACCOUNT,
  Region: REGION,
  Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B'],
  FirstObservedAt: '2026-01-01T00:00:00Z',
  LastObservedAt: '2026-01-01T00:10:00Z',
  CreatedAt: '2026-01-01T00:00:00Z',
  UpdatedAt: '2026-01-01T00:20:00Z',
  Severity: { Product: 8, Label: 'HIGH', Normalized: 70 },
  Title: 'a finding',
  Description: 'a finding',
  RecordState: 'ACTIVE',
  Workflow: { Status: 'NEW' },
  Resources: [instance],
  ...extra,
});

/** The event in which Security Hub sends findings. */
export const event = (findings: readonly object[], detailType = 'Security Hub Findings - Imported') =>
  JSON.stringify({
    version: '0',
    'detail-type': detailType,
    source: 'aws.securityhub',
    account: '999988887777',
    region: 'us-east-1',
    resources: ['arn:aws:securityhub:us-east-1:999988887777:action/custom/flowtrap'],
    detail: { actionName: 'Flowtrap', findings },
  });

export const S = 'aws/guardduty/service';
/** GuardDuty's own members, as Security Hub flattens them. */
export const flat = {
  [`${S}/action/actionType`]: 'NETWORK_CONNECTION',
  [`${S}/action/networkConnectionAction/connectionDirection`]: 'OUTBOUND',
  [`${S}/action/networkConnectionAction/protocol`]: 'TCP',
  [`${S}/action/networkConnectionAction/blocked`]: 'false',
  [`${S}/action/networkConnectionAction/localIpDetails/ipAddressV4`]: LOCAL,
  [`${S}/action/networkConnectionAction/localPortDetails/port`]: '50040',
  [`${S}/action/networkConnectionAction/remoteIpDetails/ipAddressV4`]: REMOTE,
  [`${S}/action/networkConnectionAction/remotePortDetails/port`]: '443',
  [`${S}/resourceRole`]: 'ACTOR',
  [`${S}/archived`]: 'false',
};

export const openOutbound = { peer: outbound.peer, peerPort: outbound.peerPort, protocols: [6], direction: 'outbound' };

export const connectionAction = {
  ActionType: 'NETWORK_CONNECTION',
  NetworkConnectionAction: {
    ConnectionDirection: 'OUTBOUND',
    RemoteIpDetails: { IpAddressV4: REMOTE },
    RemotePortDetails: { Port: 443 },
    LocalPortDetails: { Port: 50_040 },
    Protocol: 'TCP',
    Blocked: false,
  },
};

export const other = {
  Id: 'arn:aws:example:eu-west-1:111122223333:finding/1',
  ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/other',
  Types: ['Unusual Behaviors/VM'],
};
