import { ARN, detail } from './alarm-builder.ts';
import * as asff from './asff-builder.ts';
import { ACCOUNT, eventOf, FINDING_ARN, findingOf, LOCAL, REGION, REMOTE, type TypeRow } from './finding-builder.ts';
import * as ocsf from './ocsf-builder.ts';
import { firewallRecord, guardDutyEvents } from './sample-events.ts';

const guardDuty = (rest: Partial<TypeRow> & { readonly type: string }): object =>
  eventOf(findingOf({ severity: 8, resource: 'instance', outcome: 'lead', tuples: [], ...rest }));

const [connection, inbound, probe, dns, login, lambda, sequence, api] = guardDutyEvents;

const hub = (detailType: string, finding: object): object => ({
  version: '0',
  'detail-type': detailType,
  source: 'aws.securityhub',
  account: '999988887777',
  region: 'us-east-1',
  detail: { findings: [finding] },
});
const imported = (finding: object): object => hub('Security Hub Findings - Imported', finding);

/** Interfaces, instances and containers of an attack sequence, with one endpoint that a signal ties to each. */
const groupSequence = (resources: readonly object[], resourceUids: readonly string[]): object => ({
  ...findingOf({
    type: 'AttackSequence:EKS/CompromisedCluster',
    severity: 9,
    resource: 'sequence',
    outcome: 'lead',
    tuples: [],
  }),
  service: {
    featureName: 'Correlation',
    eventLastSeen: '2026-01-01T00:10:00Z',
    detection: {
      sequence: {
        uid: 's-1',
        resources,
        endpoints: [{ id: 'e-1', ip: REMOTE, port: 443, connection: { direction: 'OUTBOUND' } }],
        signals: [
          { uid: 'g-1', type: 'FINDING', lastSeenAt: '2026-01-01T00:10:00Z', endpointIds: ['e-1'], resourceUids },
        ],
      },
    },
  },
});

const instance = {
  uid: 'u-instance',
  name: 'i-0dd000000000000d1',
  resourceType: 'EC2_INSTANCE',
  data: { ec2Instance: { ec2NetworkInterfaceUids: ['u-interface'] } },
};
const networkInterface = {
  uid: 'u-interface',
  name: 'eni-0aa00000000000a010',
  resourceType: 'EC2_NETWORK_INTERFACE',
  data: { ec2NetworkInterface: { privateIpAddresses: [{ privateIpAddress: LOCAL }], vpcId: 'vpc-0cc000000000000c1' } },
};
const cluster = {
  uid: 'u-cluster',
  resourceType: 'EKS_CLUSTER',
  data: { eksCluster: { ec2InstanceUids: ['u-instance'] } },
};
const workload = { uid: 'u-workload', resourceType: 'KUBERNETES_WORKLOAD', data: { kubernetesWorkload: {} } };
const launchTemplate = {
  uid: 'u-template',
  resourceType: 'EC2_LAUNCH_TEMPLATE',
  data: { ec2LaunchTemplate: { ec2InstanceUids: ['u-instance'] } },
};

const asffSequence = {
  Sequence: {
    Uid: 's-1',
    Endpoints: [{ Id: 'e-1', Ip: REMOTE, Port: 443, Connection: { Direction: 'OUTBOUND' } }],
    Signals: [
      {
        Id: 'g-1',
        Type: 'FINDING',
        EndpointIds: ['e-1'],
        ResourceIds: [asff.finding().Resources[0]?.Id],
        LastSeenAt: 1_767_226_200,
      },
    ],
  },
};

/** Events that rows of case tables change: one of each kind and form. */
export const eventBases: Readonly<Record<string, object | undefined>> = {
  guardduty: connection,
  'guardduty-inbound': inbound,
  'guardduty-probe': probe,
  'guardduty-dns': dns,
  'guardduty-login': login,
  'guardduty-lambda': lambda,
  'guardduty-sequence': sequence,
  'guardduty-api': api,
  'guardduty-kubernetes': guardDuty({
    type: 'Discovery:Kubernetes/TorIPCaller',
    resource: 'cluster',
    kubernetes: REMOTE,
  }),
  'guardduty-malware': guardDuty({ type: 'Execution:EC2/MaliciousFile' }),
  'guardduty-runtime': guardDuty({ type: 'PrivilegeEscalation:Runtime/DockerSocketAccessed' }),
  'guardduty-shell': guardDuty({ type: 'Execution:Runtime/ReverseShell' }),
  'guardduty-bucket': guardDuty({ type: 'Exfiltration:S3/AnomalousBehavior', resource: 'access-key', api: REMOTE }),
  'guardduty-cluster-sequence': groupSequence([cluster, instance, networkInterface, workload], ['u-workload']),
  'guardduty-template-sequence': groupSequence([launchTemplate, instance, networkInterface], ['u-template']),
  'asff-flat': imported(asff.finding({ ProductFields: asff.flat })),
  'asff-action': imported(asff.finding({ Action: asff.connectionAction })),
  'asff-sequence': imported(
    asff.finding({ Types: ['TTPs/AttackSequence:EC2-CompromisedInstanceGroup'], Detection: asffSequence }),
  ),
  'asff-network': imported(
    asff.finding({
      ...asff.other,
      Network: {
        Direction: 'OUT',
        Protocol: 'TCP',
        SourceIpV4: LOCAL,
        SourcePort: 50_040,
        DestinationIpV4: REMOTE,
        DestinationPort: 443,
      },
    }),
  ),
  'asff-check': imported(
    asff.finding({
      ...asff.other,
      Types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
      Compliance: { Status: 'FAILED' },
    }),
  ),
  ocsf: hub('Findings Imported V2', ocsf.finding()),
  eve: firewallRecord,
  alarm: {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: ACCOUNT,
    region: REGION,
    resources: [ARN],
    detail: detail(),
  },
  bare: { findingArn: FINDING_ARN },
};
