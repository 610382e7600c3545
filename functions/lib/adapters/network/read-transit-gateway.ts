import {
  paginateDescribeTransitGatewayAttachments,
  paginateDescribeTransitGatewayRouteTables,
  paginateDescribeTransitGatewayVpcAttachments,
  SearchTransitGatewayRoutesCommand,
  type TransitGatewayRoute,
  type TransitGatewayRouteTable,
} from '@aws-sdk/client-ec2';
import type { NetworkPart } from '../../domain/network/network.ts';
import type { Reading } from './read-vpcs.ts';
import { allRows, readable } from './reading.ts';
import { readRows } from './rows.ts';
import { attachmentRows, transitRouteTableRows, vpcAttachmentRows } from './transit-rows.ts';

const PAGE = 1_000;

const ofGateway = (id: string) => [{ Name: 'transit-gateway-id', Values: [id] }];

const readAttachments = async ({ client, where }: Reading, id: string): Promise<NetworkPart> => {
  const pages = paginateDescribeTransitGatewayAttachments({ client, pageSize: PAGE }, { Filters: ofGateway(id) });
  const rows = await allRows(pages, (page) => page.TransitGatewayAttachments);
  const { items, unread } = readRows(attachmentRows, rows, where);
  return { transitGatewayAttachments: items, unread };
};

const readVpcAttachments = async ({ client, where }: Reading, id: string): Promise<NetworkPart> => {
  const pages = paginateDescribeTransitGatewayVpcAttachments({ client, pageSize: PAGE }, { Filters: ofGateway(id) });
  const rows = await allRows(pages, (page) => page.TransitGatewayVpcAttachments);
  const { items, unread } = readRows(vpcAttachmentRows, rows, where);
  return { transitGatewayVpcAttachments: items, unread };
};

/** Every route of a table. The call needs a filter: the two states that a route can be in. */
const routesOf = async ({ client }: Reading, tableId: string | undefined): Promise<readonly TransitGatewayRoute[]> => {
  const routes: TransitGatewayRoute[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new SearchTransitGatewayRoutesCommand({
        TransitGatewayRouteTableId: tableId,
        Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }],
        MaxResults: PAGE,
        NextToken,
      }),
    );
    routes.push(...(answer.Routes ?? []));
    NextToken = answer.NextToken;
  } while (NextToken);
  return routes;
};

const readTables = async (reading: Reading, id: string): Promise<NetworkPart> => {
  const { client, where } = reading;
  const pages = paginateDescribeTransitGatewayRouteTables({ client, pageSize: PAGE }, { Filters: ofGateway(id) });
  const tables = await allRows(pages, (page) => page.TransitGatewayRouteTables);
  const rows = await Promise.all(
    tables.map(async (table: TransitGatewayRouteTable) => ({
      ...table,
      Routes: await routesOf(reading, table.TransitGatewayRouteTableId),
    })),
  );
  const { items, unread } = readRows(transitRouteTableRows, rows, where);
  return { transitGatewayRouteTables: items, unread };
};

/** A transit gateway as this account sees it: all of it for its owner, its own attachments for everybody else. */
export const readTransitGateway = async (reading: Reading, id: string): Promise<readonly NetworkPart[]> =>
  Promise.all([
    readable(reading.where, `attachments of ${id}`, () => readAttachments(reading, id)),
    readable(reading.where, `VPC attachments of ${id}`, () => readVpcAttachments(reading, id)),
    readable(reading.where, `route tables of ${id}`, () => readTables(reading, id)),
  ]);
