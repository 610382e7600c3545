import {
  type EC2Client,
  paginateDescribeNatGateways,
  paginateDescribeRouteTables,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import type { AccountRegion } from '../../domain/account-region.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import { inChunks } from './chunks.ts';
import { allRows, readable } from './reading.ts';
import { routeTableRows } from './route-table-rows.ts';
import { readRows } from './rows.ts';
import { natGatewayRows, peeringRows, prefixListRows, subnetRows, vpcEndpointRows } from './vpc-rows.ts';

/** Where to read, and through which client. */
export interface Reading {
  readonly where: AccountRegion;
  readonly client: EC2Client;
}

/** Most rows that a page takes; route tables allow fewer (EC2 API reference). */
const PAGE = 1_000;
const TABLE_PAGE = 100;

type Read = (reading: Reading, vpcIds: readonly string[]) => Promise<NetworkPart>;

const inVpcs = (vpcIds: readonly string[]) => [{ Name: 'vpc-id', Values: [...vpcIds] }];

const readTables: Read = async ({ client, where }, vpcIds) => {
  const pages = paginateDescribeRouteTables({ client, pageSize: TABLE_PAGE }, { Filters: inVpcs(vpcIds) });
  const { items, unread } = readRows(routeTableRows, await allRows(pages, (page) => page.RouteTables), where);
  return { routeTables: items, unread };
};

const readSubnets: Read = async ({ client, where }, vpcIds) => {
  const pages = paginateDescribeSubnets({ client, pageSize: PAGE }, { Filters: inVpcs(vpcIds) });
  const { items, unread } = readRows(subnetRows, await allRows(pages, (page) => page.Subnets), where);
  return { subnets: items, unread };
};

const readNatGateways: Read = async ({ client, where }, vpcIds) => {
  const pages = paginateDescribeNatGateways({ client, pageSize: PAGE }, { Filter: inVpcs(vpcIds) });
  const { items, unread } = readRows(natGatewayRows, await allRows(pages, (page) => page.NatGateways), where);
  return { natGateways: items, unread };
};

const readEndpoints: Read = async ({ client, where }, vpcIds) => {
  const pages = paginateDescribeVpcEndpoints({ client, pageSize: PAGE }, { Filters: inVpcs(vpcIds) });
  const { items, unread } = readRows(vpcEndpointRows, await allRows(pages, (page) => page.VpcEndpoints), where);
  return { vpcEndpoints: items, unread };
};

const reads: readonly { readonly what: string; readonly read: Read }[] = [
  { what: 'route tables', read: readTables },
  { what: 'subnets', read: readSubnets },
  { what: 'NAT gateways', read: readNatGateways },
  { what: 'VPC endpoints', read: readEndpoints },
];

/** What routes traffic in VPCs: four calls at once, however many VPCs. */
export const readVpcs = async (reading: Reading, vpcIds: readonly string[]): Promise<readonly NetworkPart[]> =>
  Promise.all(
    inChunks(vpcIds).flatMap((chunk) =>
      reads.map(({ what, read }) => readable(reading.where, what, () => read(reading, chunk))),
    ),
  );

/** Subnets by id, those that are gone left out; every subnet without ids. */
export const readSubnetsById = async ({ client, where }: Reading, ids?: readonly string[]): Promise<NetworkPart> => {
  const wanted = ids && { Filters: [{ Name: 'subnet-id', Values: [...ids] }] };
  const pages = paginateDescribeSubnets({ client, pageSize: PAGE }, { ...wanted });
  const { items, unread } = readRows(subnetRows, await allRows(pages, (page) => page.Subnets), where);
  return { subnets: items, unread };
};

/** NAT gateways by id, wherever they are. */
export const readNatGatewaysById = async ({ client, where }: Reading, ids: readonly string[]): Promise<NetworkPart> => {
  const Filter = [{ Name: 'nat-gateway-id', Values: [...ids] }];
  const pages = paginateDescribeNatGateways({ client, pageSize: PAGE }, { Filter });
  const { items, unread } = readRows(natGatewayRows, await allRows(pages, (page) => page.NatGateways), where);
  return { natGateways: items, unread };
};

/** Peerings by id, as one of their sides sees them. */
export const readPeerings = async ({ client, where }: Reading, ids: readonly string[]): Promise<NetworkPart> => {
  const Filters = [{ Name: 'vpc-peering-connection-id', Values: [...ids] }];
  const pages = paginateDescribeVpcPeeringConnections({ client, pageSize: PAGE }, { Filters });
  const { items, unread } = readRows(peeringRows, await allRows(pages, (page) => page.VpcPeeringConnections), where);
  return { peerings: items, unread };
};

/** The networks that a prefix list stands for. */
export const readPrefixList = async ({ client, where }: Reading, id: string): Promise<NetworkPart> => {
  const pages = paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId: id });
  const Entries = await allRows(pages, (page) => page.Entries);
  const { items, unread } = readRows(prefixListRows, [{ PrefixListId: id, Entries }], where);
  return { prefixLists: items, unread };
};
