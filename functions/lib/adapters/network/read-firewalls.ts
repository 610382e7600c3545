import {
  DescribeFirewallCommand,
  DescribeVpcEndpointAssociationCommand,
  type NetworkFirewallClient,
  paginateListFirewalls,
  paginateListVpcEndpointAssociations,
} from '@aws-sdk/client-network-firewall';
import type { AccountRegion } from '../../domain/account-region.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import { associationRows, firewallRows } from './firewall-rows.ts';
import { allRows, readable } from './reading.ts';
import { readRows } from './rows.ts';

interface FirewallReading {
  readonly where: AccountRegion;
  readonly client: NetworkFirewallClient;
}

/** Most rows that a page takes (Network Firewall API reference). */
const PAGE = 100;

const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'ResourceNotFoundException';

/** Describes each; one that was deleted since it was listed is left out. */
const describeEach = async <T>(arns: readonly (string | undefined)[], describe: (arn: string) => Promise<T>) => {
  const found = await Promise.all(
    arns.map(async (arn) => {
      try {
        return arn === undefined ? undefined : await describe(arn);
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    }),
  );
  return found.filter((row) => row !== undefined);
};

const listAssociations = (
  { client }: FirewallReading,
  FirewallArn?: string,
): Promise<readonly (string | undefined)[]> =>
  allRows(paginateListVpcEndpointAssociations({ client, pageSize: PAGE }, { FirewallArn }), (page) =>
    page.VpcEndpointAssociations?.map((row) => row.VpcEndpointAssociationArn),
  );

const describeAssociations = async ({ client, where }: FirewallReading, arns: readonly (string | undefined)[]) => {
  const rows = await describeEach(arns, (VpcEndpointAssociationArn) =>
    client.send(new DescribeVpcEndpointAssociationCommand({ VpcEndpointAssociationArn })),
  );
  return readRows(associationRows, rows, where);
};

const readOwnAssociations = async (reading: FirewallReading): Promise<NetworkPart> => {
  const { items, unread } = await describeAssociations(reading, await listAssociations(reading));
  return { endpointAssociations: items, unread };
};

/** Firewalls, and the associations that other accounts made for them, which only a list by firewall names. */
const readOwnFirewalls = async (reading: FirewallReading): Promise<NetworkPart> => {
  const { client, where } = reading;
  const listed = await allRows(paginateListFirewalls({ client, pageSize: PAGE }, {}), (page) => page.Firewalls);
  const rows = await describeEach(
    listed.map(({ FirewallArn }) => FirewallArn),
    (FirewallArn) => client.send(new DescribeFirewallCommand({ FirewallArn })),
  );
  const { items, unread } = readRows(firewallRows, rows, where);
  const shared = rows.filter(({ Firewall }) => (Firewall?.NumberOfAssociations ?? 0) > 0);
  const arns = await Promise.all(shared.map(({ Firewall }) => listAssociations(reading, Firewall?.FirewallArn)));
  const associations = await describeAssociations(reading, [...new Set(arns.flat())]);
  return { firewalls: items, endpointAssociations: associations.items, unread: [...unread, ...associations.unread] };
};

/** The firewalls and endpoint associations of one account and Region. */
export const readFirewalls = async (reading: FirewallReading): Promise<readonly NetworkPart[]> =>
  Promise.all([
    readable(reading.where, 'firewalls', () => readOwnFirewalls(reading)),
    readable(reading.where, 'VPC endpoint associations', () => readOwnAssociations(reading)),
  ]);
