import * as z from 'zod/mini';
import type { AccountRegion } from '../../domain/account-region.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import { lastPart } from '../../triggers/aws-ids.ts';
import type { NetworkManager, RouteTableIdentifier } from '../network-manager.ts';
import { inChunks } from './chunks.ts';
import { coreNetworkRows } from './core-network-rows.ts';
import { readOptional } from './reading.ts';
import { list, readRows, text } from './rows.ts';

/** Where a core network is read: its owner's account, and the edge location whose routes are wanted. */
export interface CoreReading {
  readonly where: AccountRegion;
  readonly manager: NetworkManager;
}

/** Network Manager allows few calls a second. */
const AT_ONCE = 4;

const groups = list(z.object({ Name: text, EdgeLocations: list(text) }));
const coreNetworkSchema = z.object({
  CoreNetwork: z.object({ GlobalNetworkId: text, Segments: groups, NetworkFunctionGroups: groups }),
});
type CoreNetworkAnswer = z.output<typeof coreNetworkSchema>['CoreNetwork'];

/** The tables of one edge location. */
const tablesIn = (
  CoreNetworkId: string,
  EdgeLocation: string,
  core: CoreNetworkAnswer,
): readonly RouteTableIdentifier[] => {
  const there = (all: CoreNetworkAnswer['Segments']) =>
    all.filter(({ EdgeLocations }) => EdgeLocations.includes(EdgeLocation)).map(({ Name }) => Name);
  return [
    ...there(core.Segments).map((SegmentName) => ({
      CoreNetworkSegmentEdge: { CoreNetworkId, SegmentName, EdgeLocation },
    })),
    ...there(core.NetworkFunctionGroups).map((NetworkFunctionGroupName) => ({
      CoreNetworkNetworkFunctionGroup: { CoreNetworkId, NetworkFunctionGroupName, EdgeLocation },
    })),
  ];
};

const networkRoutes = z.object({ NetworkRoutes: list(z.unknown()) });

const readTables = async ({ manager, where }: CoreReading, coreNetworkId: string): Promise<readonly object[]> => {
  const { CoreNetwork } = coreNetworkSchema.parse(await manager.coreNetwork(coreNetworkId));
  const tables: object[] = [];
  for (const chunk of inChunks(tablesIn(coreNetworkId, where.region, CoreNetwork), AT_ONCE)) {
    const answers = chunk.map(async (RouteTableIdentifier) => ({
      RouteTableIdentifier,
      NetworkRoutes: networkRoutes.parse(await manager.routes(CoreNetwork.GlobalNetworkId, RouteTableIdentifier))
        .NetworkRoutes,
    }));
    tables.push(...(await Promise.all(answers)));
  }
  return tables;
};

const partOf = (where: AccountRegion, row: object): NetworkPart => {
  const { items, unread } = readRows(coreNetworkRows, [row], where);
  return { coreNetworks: items, unread };
};

/** A core network's attachments, and its routes in one edge location: one call a page of attachments, one a table. */
export const readCoreNetwork = async (reading: CoreReading, arn: string): Promise<readonly NetworkPart[]> => [
  await readOptional(reading.where, `routes of ${arn}`, async () => {
    const [RouteTables, rows] = await Promise.all([
      readTables(reading, lastPart(arn)),
      reading.manager.attachments(lastPart(arn)),
    ]);
    return partOf(reading.where, {
      CoreNetworkArn: arn,
      Attachments: rows.map((Attachment) => ({ Attachment })),
      RouteTables,
    });
  }),
];

const attachmentAnswer = z.object({ VpcAttachment: z.looseObject({}) });

/** Subnets and appliance mode of one attachment of a VPC. */
export const readCoreAttachment = async (
  { manager, where }: CoreReading,
  { arn, attachmentId }: { readonly arn: string; readonly attachmentId: string },
): Promise<readonly NetworkPart[]> => [
  await readOptional(where, `attachment ${attachmentId}`, async () => {
    const { VpcAttachment } = attachmentAnswer.parse(await manager.vpcAttachment(attachmentId));
    return partOf(where, { CoreNetworkArn: arn, Attachments: [VpcAttachment] });
  }),
];
