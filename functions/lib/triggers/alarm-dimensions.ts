import type { Subject } from '../domain/lead.ts';
import {
  parseDbInstanceId,
  parseFirewallName,
  parseInstanceId,
  parseInterfaceId,
  parseLoadBalancer,
  parseNatGatewayId,
} from './aws-ids.ts';
import { visible } from './visible.ts';

/** A metric's dimension. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

type Reader = (value: string) => Subject | undefined;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['instanceid', (value) => asSubject(parseInstanceId(value), (instanceId) => ({ kind: 'instance', instanceId }))],
  [
    'natgatewayid',
    (value) => asSubject(parseNatGatewayId(value), (natGatewayId) => ({ kind: 'nat-gateway', natGatewayId })),
  ],
  [
    'loadbalancer',
    (value) => asSubject(parseLoadBalancer(value), (loadBalancer) => ({ kind: 'load-balancer', loadBalancer })),
  ],
  [
    'firewallname',
    (value) => asSubject(parseFirewallName(value), (firewallName) => ({ kind: 'firewall', firewallName })),
  ],
  [
    'dbinstanceidentifier',
    (value) => asSubject(parseDbInstanceId(value), (dbInstanceId) => ({ kind: 'rds-instance', dbInstanceId })),
  ],
  [
    'dbclusteridentifier',
    (value) => asSubject(parseDbInstanceId(value), (dbClusterId) => ({ kind: 'rds-cluster', dbClusterId })),
  ],
  [
    'networkinterfaceid',
    (value) => asSubject(parseInterfaceId(value), (interfaceId) => ({ kind: 'interface', interfaceId, addresses: [] })),
  ],
]);

const asSubject = (id: string | undefined, make: (id: string) => Subject): Subject | undefined =>
  id === undefined ? undefined : make(id);

/** The resources that metric dimensions name (`InstanceId`, `NatGatewayId`, `LoadBalancer`, `FirewallName`, …), each
 * once, and a note for each that should name one but does not parse. Other dimensions name no interface. */
export const subjectsOfDimensions = (dimensions: readonly Dimension[]) => {
  const read = dimensions.map(({ name, value }) => ({ name, reader: readers.get(name.toLowerCase()), value }));
  const known = read.flatMap(({ name, reader, value }) =>
    reader === undefined ? [] : [{ name, subject: reader(value) }],
  );
  const subjects = known.flatMap(({ subject }) => subject ?? []);
  const notes = known
    .filter(({ subject }) => subject === undefined)
    .map(({ name }) => `dimension ${visible(name)} was left out: not a valid id`);
  return { subjects: [...new Map(subjects.map((one) => [JSON.stringify(one), one])).values()], notes };
};
