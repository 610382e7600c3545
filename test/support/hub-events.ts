import finding from '../../simulator/events/backdoor-c2.json' with { type: 'json' };

const { detail } = finding;
const service = 'aws/guardduty/service';
const connection = `${service}/action/networkConnectionAction`;

/** Where the shipped finding and its hub are. */
export const HUB = { account: finding.account, region: finding.region };

/** The shipped finding as Security Hub keeps it, in ASFF. */
export const asffCopy = (changes: object = {}) => ({
  SchemaVersion: '2018-10-08',
  Id: detail.arn,
  ProductArn: `arn:aws:securityhub:${HUB.region}::product/aws/guardduty`,
  GeneratorId: detail.arn.split('/finding/')[0],
  AwsAccountId: HUB.account,
  Region: HUB.region,
  Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B'],
  CreatedAt: detail.createdAt,
  UpdatedAt: detail.updatedAt,
  LastObservedAt: detail.service.eventLastSeen,
  Severity: { Label: 'HIGH', Normalized: 80 },
  Title: detail.title,
  Description: detail.description,
  RecordState: 'ACTIVE',
  Workflow: { Status: 'NEW' },
  Resources: [
    {
      Type: 'AwsEc2Instance',
      Id: `arn:aws:ec2:${HUB.region}:${HUB.account}:instance/${detail.resource.instanceDetails.instanceId}`,
      Details: {
        AwsEc2Instance: {
          IpV4Addresses: ['10.0.1.10'],
          NetworkInterfaces: [{ NetworkInterfaceId: 'eni-04b8d1c6e2f70a935' }],
        },
      },
    },
  ],
  ProductFields: {
    [`${service}/action/actionType`]: 'NETWORK_CONNECTION',
    [`${connection}/connectionDirection`]: 'OUTBOUND',
    [`${connection}/protocol`]: 'TCP',
    [`${connection}/blocked`]: 'false',
    [`${connection}/localIpDetails/ipAddressV4`]: '10.0.1.10',
    [`${connection}/localPortDetails/port`]: '41022',
    [`${connection}/remoteIpDetails/ipAddressV4`]: '10.0.2.20',
    [`${connection}/remotePortDetails/port`]: '3128',
    [`${service}/resourceRole`]: 'ACTOR',
    [`${service}/archived`]: 'false',
  },
  ...changes,
});

/** The shipped finding as Security Hub keeps it, in OCSF. */
export const ocsfCopy = (changes: object = {}) => ({
  activity_name: 'Create',
  class_uid: 2004,
  class_name: 'Detection Finding',
  cloud: { account: { uid: HUB.account }, region: HUB.region, provider: 'AWS' },
  finding_info: {
    uid: detail.arn,
    title: detail.title,
    types: [detail.type],
    first_seen_time_dt: detail.service.eventFirstSeen,
    last_seen_time_dt: detail.service.eventLastSeen,
  },
  metadata: {
    uid: '5d41402abc4b2a76b9719d911017c592',
    product: { name: 'GuardDuty', uid: `arn:aws:securityhub:${HUB.region}::productv2/aws/guardduty` },
  },
  severity: 'High',
  severity_id: 4,
  status: 'New',
  status_id: 1,
  resources: [
    {
      uid: `arn:aws:ec2:${HUB.region}:${HUB.account}:instance/${detail.resource.instanceDetails.instanceId}`,
      type: 'AWS::EC2::Instance',
    },
  ],
  evidences: [
    {
      src_endpoint: { ip: '10.0.1.10', port: 41_022 },
      dst_endpoint: { ip: '10.0.2.20', port: 3_128 },
      connection_info: { direction: 'Outbound', direction_id: 2, protocol_name: 'TCP', protocol_num: 6 },
    },
  ],
  ...changes,
});

export const IMPORTED = 'Security Hub Findings - Imported';
export const IMPORTED_V2 = 'Findings Imported V2';

/** The event in which a hub sends findings. */
export const hubEvent = (detailType: string, findings: readonly object[], hub = HUB) => ({
  version: '0',
  id: 'c3e5a7b9-1d2f-4068-9a4c-6e80b2d4f518',
  'detail-type': detailType,
  source: 'aws.securityhub',
  ...hub,
  time: finding.time,
  resources: [],
  detail: { findings },
});
