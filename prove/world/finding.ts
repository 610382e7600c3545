import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';
import type { Subject } from './network.ts';

export interface Finding {
  /** Makes the finding's id: two findings with one number are one finding. */
  readonly number: number;
  readonly subject: Subject;
  readonly peer: string;
  readonly severity?: number;
  /** When the finding was last seen, epoch ms. */
  readonly atMs: number;
}

const idOf = (number: number): string => number.toString(16).padStart(32, '0');
const DETECTOR = '4ac6b8e1f03d5729b4c8e6a0f1d37295';

/** A GuardDuty finding as EventBridge delivers it: an interface of ours talks to a bad peer on port 443. */
export const findingEvent = ({ number, subject, peer, severity = 8, atMs }: Finding): object => {
  const time = new Date(atMs).toISOString();
  const arn = `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/${DETECTOR}/finding/${idOf(number)}`;
  const networkInterface = {
    networkInterfaceId: subject.interfaceId,
    privateIpAddress: subject.address,
    privateIpAddresses: [{ privateIpAddress: subject.address }],
    subnetId: subject.subnetId,
    vpcId: subject.vpcId,
    ipv6Addresses: [],
  };
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account: ACCOUNT,
    time,
    region: REGION,
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: ACCOUNT,
      region: REGION,
      partition: 'aws',
      id: idOf(number),
      arn,
      type: 'Backdoor:EC2/C&CActivity.B',
      resource: {
        resourceType: 'Instance',
        instanceDetails: { instanceId: subject.instanceId, networkInterfaces: [networkInterface] },
      },
      service: {
        serviceName: 'guardduty',
        detectorId: DETECTOR,
        action: {
          actionType: 'NETWORK_CONNECTION',
          networkConnectionAction: {
            connectionDirection: 'OUTBOUND',
            remoteIpDetails: { ipAddressV4: peer },
            remotePortDetails: { port: 443, portName: 'HTTPS' },
            localPortDetails: { port: 40_000, portName: 'Unknown' },
            protocol: 'TCP',
            blocked: false,
            localIpDetails: { ipAddressV4: subject.address },
          },
        },
        resourceRole: 'ACTOR',
        eventFirstSeen: time,
        eventLastSeen: time,
        archived: false,
        count: 1,
      },
      severity,
      createdAt: time,
      updatedAt: time,
      title: 'An instance talks to a command and control server.',
      description: 'An instance talks to a command and control server.',
    },
  };
};
