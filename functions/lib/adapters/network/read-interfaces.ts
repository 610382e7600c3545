import { type Filter, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import type { Subject } from '../../domain/lead.ts';
import type { Database, NetworkPart } from '../../domain/network/network.ts';
import { RDS_INTERFACE } from '../../domain/paths/database-interfaces.ts';
import { inChunks } from './chunks.ts';
import { type Reading, readNatGatewaysById } from './read-vpcs.ts';
import { allRows, readable } from './reading.ts';
import { readRows } from './rows.ts';
import { interfaceRows } from './vpc-rows.ts';

const PAGE = 1_000;

/** EC2 filters take `*` and `?` as wildcards. */
const literally = (text: string): string => text.replaceAll(/[\\*?]/g, '\\$&');

const oneOf = (Name: string, values: readonly string[]): readonly Filter[][] =>
  inChunks([...new Set(values)]).map((chunk) => [{ Name, Values: chunk.map(literally) }]);

type Of<K extends Subject['kind']> = Extract<Subject, { readonly kind: K }>;

export const ofKind = <K extends Subject['kind']>(subjects: readonly Subject[], kind: K): readonly Of<K>[] =>
  subjects.filter((subject): subject is Of<K> => subject.kind === kind);

const addressFilters = (addresses: readonly string[]): readonly Filter[][] => [
  ...oneOf(
    'addresses.private-ip-address',
    addresses.filter((address) => !address.includes(':')),
  ),
  ...oneOf(
    'ipv6-addresses.ipv6-address',
    addresses.filter((address) => address.includes(':')),
  ),
];

/** One call for each way to name interfaces, however many a lead names that way. Filters of one call must all match. */
const filtersFor = (subjects: readonly Subject[]): readonly Filter[][] => [
  ...oneOf(
    'network-interface-id',
    ofKind(subjects, 'interface').map(({ interfaceId }) => interfaceId),
  ),
  ...oneOf('attachment.instance-id', [
    ...ofKind(subjects, 'instance').map(({ instanceId }) => instanceId),
    ...ofKind(subjects, 'address').flatMap(({ instanceId }) => instanceId ?? []),
  ]),
  ...addressFilters(ofKind(subjects, 'address').map(({ address }) => address)),
  ...oneOf(
    'description',
    ofKind(subjects, 'load-balancer').map(({ loadBalancer }) => `ELB ${loadBalancer}`),
  ),
  ...ofKind(subjects, 'lambda').map(({ subnetIds, securityGroupIds }) => [
    { Name: 'interface-type', Values: ['lambda'] },
    { Name: 'subnet-id', Values: [...subnetIds] },
    ...(securityGroupIds.length > 0 ? [{ Name: 'group-id', Values: [...securityGroupIds] }] : []),
  ]),
];

const readFiltered = ({ client, where }: Reading, Filters: Filter[]): Promise<NetworkPart> =>
  readable(where, 'network interfaces', async () => {
    const pages = paginateDescribeNetworkInterfaces({ client, pageSize: PAGE }, { Filters });
    const { items, unread } = readRows(interfaceRows, await allRows(pages, (page) => page.NetworkInterfaces), where);
    return { interfaces: items, unread };
  });

/** Interfaces by id. */
export const readInterfaces = async (reading: Reading, ids: readonly string[]): Promise<readonly NetworkPart[]> =>
  Promise.all(oneOf('network-interface-id', ids).map((filters) => readFiltered(reading, filters)));

const readNatInterfaces = async (reading: Reading, subjects: readonly Of<'nat-gateway'>[]) => {
  const ids = subjects.map(({ natGatewayId }) => natGatewayId);
  if (ids.length === 0) return [];
  const part = await readable(reading.where, 'NAT gateways', () => readNatGatewaysById(reading, ids));
  const interfaceIds = (part.natGateways ?? []).flatMap((nat) => nat.interfaceIds);
  return [part, ...(await readInterfaces(reading, interfaceIds))];
};

/** The interfaces that subjects mean, as far as EC2 tells: a task's or a database's it does not. */
export const readSubjects = async (reading: Reading, subjects: readonly Subject[]): Promise<readonly NetworkPart[]> => {
  const [found, nats] = await Promise.all([
    Promise.all(filtersFor(subjects).map((filters) => readFiltered(reading, filters))),
    readNatInterfaces(reading, ofKind(subjects, 'nat-gateway')),
  ]);
  return [...found, ...nats];
};

/** Interfaces in subnets: EC2 finds no interface by an address of a prefix that is delegated to it. */
export const readInterfacesIn = async (
  reading: Reading,
  subnetIds: readonly string[],
): Promise<readonly NetworkPart[]> =>
  Promise.all(oneOf('subnet-id', subnetIds).map((filters) => readFiltered(reading, filters)));

/** Interfaces that RDS made in these subnets, with any of these security groups. */
export const readDatabaseInterfaces = async (
  reading: Reading,
  { subnetIds, securityGroupIds }: Pick<Database, 'subnetIds' | 'securityGroupIds'>,
): Promise<readonly NetworkPart[]> => {
  const [groups = []] = oneOf('group-id', securityGroupIds);
  const made = { Name: 'description', Values: [RDS_INTERFACE] };
  return Promise.all(
    oneOf('subnet-id', subnetIds).map((subnets) => readFiltered(reading, [made, ...subnets, ...groups])),
  );
};
