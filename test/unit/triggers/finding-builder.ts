/** One row of `guardduty-types.json`: a finding in short, and what must come of it. */
export interface TypeRow {
  readonly type: string;
  readonly severity: number;
  readonly resource: string;
  readonly role?: string | null;
  readonly connection?: {
    readonly direction: string;
    readonly localPort: number | null;
    readonly remotePort: number | null;
    readonly protocol: string;
  };
  readonly probes?: readonly { readonly localPort: number; readonly remote: string }[];
  readonly dns?: string;
  readonly login?: string;
  readonly kubernetes?: string;
  readonly api?: string;
  readonly sequence?: string;
  readonly outcome: string;
  readonly tuples: readonly object[];
}

export const LOCAL = '10.20.1.10';
export const REMOTE = '198.51.100.7';
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const FINDING_ARN = `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0abc/finding/00f1`;

export const networkInterface = (last: number, extra: object = {}) => ({
  networkInterfaceId: `eni-0aa00000000000a0${last}`,
  privateIpAddress: `10.20.1.${last}`,
  privateIpAddresses: [{ privateIpAddress: `10.20.1.${last}`, privateDnsName: 'host.internal' }],
  ipv6Addresses: [],
  subnetId: 'subnet-0bb000000000000b1',
  vpcId: 'vpc-0cc000000000000c1',
  securityGroups: [],
  publicIp: '203.0.113.9',
  ...extra,
});

const resources: Readonly<Record<string, object>> = {
  instance: {
    resourceType: 'Instance',
    instanceDetails: { instanceId: 'i-0dd000000000000d1', platform: null, networkInterfaces: [networkInterface(10)] },
  },
  lambda: {
    resourceType: 'Lambda',
    lambdaDetails: {
      functionName: 'orders',
      vpcConfig: {
        subnetIds: ['subnet-0bb000000000000b1'],
        vpcId: 'vpc-0cc000000000000c1',
        securityGroups: [{ groupId: 'sg-0ee000000000000e1', groupName: 'orders' }],
      },
    },
  },
  database: {
    resourceType: 'RDSDBInstance',
    rdsDbInstanceDetails: { dbInstanceIdentifier: 'orders-db', engine: 'postgres' },
  },
  cluster: { resourceType: 'EKSCluster', eksClusterDetails: { name: 'main', vpcId: 'vpc-0cc000000000000c1' } },
  'access-key': { resourceType: 'AccessKey', accessKeyDetails: { userName: 'operator' } },
  sequence: { resourceType: 'AttackSequence' },
};

const actionOf = (row: TypeRow): object | undefined => {
  const remoteIpDetails = { ipAddressV4: REMOTE, country: { countryName: 'Nowhere' } };
  if (row.connection) {
    const { direction, localPort, remotePort, protocol } = row.connection;
    return {
      actionType: 'NETWORK_CONNECTION',
      networkConnectionAction: {
        connectionDirection: direction,
        protocol,
        blocked: false,
        localIpDetails: { ipAddressV4: LOCAL },
        localPortDetails: localPort === null ? null : { port: localPort, portName: 'Unknown' },
        remoteIpDetails,
        remotePortDetails: remotePort === null ? null : { port: remotePort, portName: 'Unknown' },
      },
    };
  }
  if (row.probes) {
    const portProbeDetails = row.probes.map(({ localPort, remote }) => ({
      localPortDetails: { port: localPort },
      localIpDetails: { ipAddressV4: LOCAL },
      remoteIpDetails: { ipAddressV4: remote },
    }));
    return { actionType: 'PORT_PROBE', portProbeAction: { blocked: false, portProbeDetails } };
  }
  if (row.dns)
    return { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: row.dns, protocol: 'UDP', blocked: false } };
  if (row.login)
    return { actionType: 'RDS_LOGIN_ATTEMPT', rdsLoginAttemptAction: { remoteIpDetails, LoginAttributes: [] } };
  if (row.kubernetes)
    return { actionType: 'KUBERNETES_API_CALL', kubernetesApiCallAction: { remoteIpDetails, verb: 'create' } };
  if (row.api) return { actionType: 'AWS_API_CALL', awsApiCallAction: { api: 'ListBuckets', remoteIpDetails } };
  return undefined;
};

/** An instance whose interface one endpoint reached, or a user without any network side. */
const sequenceOf = (kind: string): object => ({
  uid: 'sequence-1',
  endpoints: [
    { id: 'endpoint-1', ip: REMOTE, port: 443, connection: { direction: 'OUTBOUND' } },
    { id: 'endpoint-2', ip: '198.51.100.99', port: 443, connection: { direction: 'OUTBOUND' } },
  ],
  resources:
    kind === 'identity'
      ? [{ uid: 'key-1', resourceType: 'ACCESS_KEY', data: {} }]
      : [
          {
            uid: 'instance-1',
            name: 'i-0dd000000000000d1',
            resourceType: 'EC2_INSTANCE',
            data: { ec2Instance: { ec2NetworkInterfaceUids: ['interface-1'] } },
          },
          {
            uid: 'interface-1',
            name: 'eni-0aa00000000000a010',
            resourceType: 'EC2_NETWORK_INTERFACE',
            data: {
              ec2NetworkInterface: {
                privateIpAddresses: [{ privateIpAddress: LOCAL }],
                subNetId: 'subnet-0bb000000000000b1',
              },
            },
          },
        ],
  signals: [
    {
      uid: 'signal-1',
      type: 'FINDING',
      lastSeenAt: '2026-01-01T00:10:00Z',
      severity: 8,
      endpointIds: ['endpoint-1'],
      resourceUids: kind === 'identity' ? ['key-1'] : ['instance-1'],
    },
    // An API call from elsewhere is no flow of the instance's.
    { uid: 'signal-2', type: 'CLOUD_TRAIL', endpointIds: ['endpoint-2'], resourceUids: ['instance-1'] },
  ],
});

/** The finding that a row describes, as EventBridge carries it in `detail`. */
export const findingOf = (row: TypeRow) => ({
  schemaVersion: '2.0',
  accountId: ACCOUNT,
  region: REGION,
  partition: 'aws',
  id: '00f1',
  arn: FINDING_ARN,
  type: row.type,
  severity: row.severity,
  resource: resources[row.resource] ?? {},
  service: {
    serviceName: 'guardduty',
    detectorId: '0abc',
    resourceRole: row.role ?? null,
    archived: false,
    count: 3,
    eventFirstSeen: '2026-01-01T00:00:00Z',
    eventLastSeen: '2026-01-01T00:10:00Z',
    additionalInfo: {},
    action: actionOf(row) ?? {},
    ...(row.sequence ? { detection: { sequence: sequenceOf(row.sequence) } } : {}),
  },
  createdAt: '2026-01-01T00:12:00Z',
  updatedAt: '2026-01-01T00:12:00Z',
  title: 'a finding',
  description: 'a finding',
});

/** The EventBridge event around a finding. Its account and Region are the hub's, not the finding's. */
export const eventOf = (detail: object) => ({
  version: '0',
  id: 'e-1',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '999988887777',
  time: '2026-01-01T00:12:30Z',
  region: 'us-east-1',
  resources: [],
  detail,
});
