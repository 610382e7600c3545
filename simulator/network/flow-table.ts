import type { World } from '../world/world.ts';
import { type Sighting, type Trace, traceFlow } from './conversation.ts';
import { type Block, blockHolds, ipText } from './ip.ts';
import type { Packet } from './packet.ts';
import type { Topology } from './topology.ts';

/** Which part of a firewall's state is looked at. Absent members admit everything. */
export interface TableScope {
  readonly firewallArn: string;
  readonly zone?: string;
  /** The firewall's own endpoint. */
  readonly endpointId?: string;
  readonly associationArn?: string;
}

export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

/** A `FlowFilter`, read. An absent member admits anything. */
export interface TableFilter {
  readonly source?: Block;
  readonly sourcePort?: PortSpan;
  readonly destination?: Block;
  readonly destinationPort?: PortSpan;
  readonly protocols?: ReadonlySet<number>;
}

/** A flow that is in a firewall's state table at some moment. */
export interface TableEntry {
  readonly packet: Packet;
  readonly ageSeconds: number;
  readonly packets: number;
  readonly bytes: number;
}

/** The state tables of every firewall of the world. */
export interface FlowTable {
  /** How each flow of the world travels, in the order of the world file. */
  readonly traces: readonly Trace[];
  /** What a scope holds at a moment, in the order of the world file. */
  readonly entries: (scope: TableScope, atMs: number) => readonly TableEntry[];
  /** Prunes what the filters match, for good: later packets are midstream, and the default stream exception policy drops them. */
  readonly flush: (
    scope: TableScope,
    filters: readonly TableFilter[],
    atMs: number,
    minimumAgeSeconds: number,
  ) => number;
}

interface TableRow {
  readonly id: string;
  readonly sighting: Sighting;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly packetsPerSecond: number;
  readonly bytesPerPacket: number;
}

const inSpan = (span: PortSpan | undefined, port: number | undefined): boolean =>
  span === undefined || (port !== undefined && port >= span.from && port <= span.to);

/** Whether a filter admits a flow: every member that is there must. As written, not mirrored. */
export const filterAdmits = (filter: TableFilter, packet: Packet): boolean =>
  (!filter.source || blockHolds(filter.source, packet.source)) &&
  (!filter.destination || blockHolds(filter.destination, packet.destination)) &&
  inSpan(filter.sourcePort, packet.sourcePort) &&
  inSpan(filter.destinationPort, packet.destinationPort) &&
  (!filter.protocols || filter.protocols.has(packet.protocol));

/** What the stateful engine tracks when no protocol is named: ICMP, TCP, UDP, ICMPv6, SCTP (flow capture guide). */
const TRACKED = new Set([1, 6, 17, 58, 132]);

const rowsOf = (world: World, traces: readonly Trace[]): readonly TableRow[] =>
  world.flows.flatMap((flow, index) =>
    (traces[index]?.sightings ?? [])
      .filter(({ packet }) => TRACKED.has(packet.protocol))
      .map((sighting, at) => ({
        id: `${index}/${at}`,
        sighting,
        opensAtMs: world.startAtMs + flow.opensAtSeconds * 1_000,
        closesAtMs: flow.closesAtSeconds === undefined ? Infinity : world.startAtMs + flow.closesAtSeconds * 1_000,
        packetsPerSecond: flow.packetsPerSecond,
        bytesPerPacket: flow.bytesPerPacket,
      })),
  );

const inScope = ({ sighting }: TableRow, scope: TableScope): boolean =>
  sighting.firewallArn === scope.firewallArn &&
  (scope.zone === undefined || sighting.zone === scope.zone) &&
  (scope.endpointId === undefined || (sighting.endpointId === scope.endpointId && !sighting.associationArn)) &&
  (scope.associationArn === undefined || sighting.associationArn === scope.associationArn);

const entryAt = (row: TableRow, atMs: number): TableEntry => {
  const ageSeconds = (atMs - row.opensAtMs) / 1_000;
  const packets = Math.max(1, Math.floor(row.packetsPerSecond * ageSeconds));
  const bytes = Math.round(packets * row.bytesPerPacket);
  return { packet: row.sighting.packet, ageSeconds: Math.floor(ageSeconds), packets, bytes };
};

const endsText = ({ source, sourcePort, destination, destinationPort, protocol }: Packet): string =>
  JSON.stringify([ipText(source), sourcePort, ipText(destination), destinationPort, protocol]);

/** Two endpoints of one scope that see the same tuple share one entry. */
const unique = (entries: readonly TableEntry[]): readonly TableEntry[] =>
  [...new Map(entries.toReversed().map((entry) => [endsText(entry.packet), entry])).values()].toReversed();

/** Routes every flow of the world once, then answers from the traces. */
export const flowTableOf = (world: World, topology: Topology): FlowTable => {
  const traces = world.flows.map((flow) => traceFlow(topology, flow));
  const rows = rowsOf(world, traces);
  const flushed = new Set<string>();
  const open = (scope: TableScope, atMs: number): readonly TableRow[] =>
    rows.filter((row) => row.opensAtMs <= atMs && atMs < row.closesAtMs && !flushed.has(row.id) && inScope(row, scope));
  return {
    traces,
    entries: (scope, atMs) => unique(open(scope, atMs).map((row) => entryAt(row, atMs))),
    flush: (scope, filters, atMs, minimumAgeSeconds) => {
      const hit = open(scope, atMs).filter(
        (row) =>
          entryAt(row, atMs).ageSeconds >= minimumAgeSeconds &&
          filters.some((filter) => filterAdmits(filter, row.sighting.packet)),
      );
      for (const row of hit) flushed.add(row.id);
      return hit.length;
    },
  };
};
