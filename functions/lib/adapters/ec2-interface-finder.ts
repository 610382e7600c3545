import {
  type EC2Client,
  type Filter,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import { type Address, parseAddress } from '../domain/address.ts';
import type { FoundInterface, InterfaceFinder } from '../ports/interface-finder.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { misconfiguredOnDenial } from './ec2-faults.ts';

/** Values that one EC2 filter takes at most. */
const FILTER_VALUES = 200;

/** EC2 keeps the two families under different names, and filters of different names must all match. */
const IPV4_FILTER = 'addresses.private-ip-address';
const IPV6_FILTER = 'ipv6-addresses.ipv6-address';

const addressesOf = ({ PrivateIpAddresses = [], Ipv6Addresses = [] }: NetworkInterface): readonly Address[] =>
  [
    ...PrivateIpAddresses.map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
  ].flatMap((text) => parseAddress(text) ?? []);

const foundIn = (networkInterface: NetworkInterface): readonly FoundInterface[] => {
  const { NetworkInterfaceId: interfaceId, VpcId: vpcId, SubnetId: subnetId } = networkInterface;
  if (interfaceId === undefined || vpcId === undefined || subnetId === undefined) return [];
  return [{ interfaceId, vpcId, subnetId, addresses: addressesOf(networkInterface) }];
};

const filtersFor = (addresses: readonly Address[], vpcIds: readonly string[]): readonly Filter[][] => {
  const inVpcs = vpcIds.length > 0 ? [{ Name: 'vpc-id', Values: [...vpcIds] }] : [];
  return [
    { Name: IPV4_FILTER, Values: addresses.filter((address) => !address.includes(':')) },
    { Name: IPV6_FILTER, Values: addresses.filter((address) => address.includes(':')) },
  ].flatMap(({ Name, Values }) =>
    Array.from({ length: Math.ceil(Values.length / FILTER_VALUES) }, (_, index) => [
      { Name, Values: Values.slice(index * FILTER_VALUES, (index + 1) * FILTER_VALUES) },
      ...inVpcs,
    ]),
  );
};

const findAll = async (client: EC2Client, Filters: Filter[]): Promise<readonly FoundInterface[]> => {
  const found: FoundInterface[] = [];
  const pages = paginateDescribeNetworkInterfaces({ client }, { Filters });
  for await (const page of pages) found.push(...(page.NetworkInterfaces ?? []).flatMap(foundIn));
  return found;
};

/** Finds interfaces through EC2, in any account and Region of ours. */
export const ec2InterfaceFinder = (clients: Pick<Ec2Clients, 'ec2'>): InterfaceFinder => ({
  byAddress: (where, addresses, vpcIds) =>
    misconfiguredOnDenial(where, async () => {
      const client = await clients.ec2(where);
      const lists = await Promise.all(filtersFor(addresses, vpcIds).map((filters) => findAll(client, filters)));
      return [...new Map(lists.flat().map((found) => [found.interfaceId, found])).values()];
    }),
});
