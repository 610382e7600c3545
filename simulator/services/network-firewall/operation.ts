import { filterAdmits, type TableEntry, type TableFilter } from '../../network/flow-table.ts';
import { ipText } from '../../network/ip.ts';
import { type Packet, replyTo } from '../../network/packet.ts';
import { seededHex } from '../../seeded.ts';
import type { OperationCourse, Settings } from '../../settings.ts';
import type { ApiFilter, ScopeMembers } from './requests.ts';

/** A flow operation that was started, with what it found. */
export interface Operation {
  readonly id: string;
  readonly kind: 'FLOW_CAPTURE' | 'FLOW_FLUSH';
  readonly account: string;
  readonly region: string;
  readonly firewallArn: string;
  /** The one zone that it runs in, and whose place it takes. */
  readonly zone: string;
  /** As the caller wrote it. */
  readonly scope: ScopeMembers;
  readonly filters: readonly ApiFilter[];
  readonly minimumFlowAgeSeconds?: number;
  readonly startedAtMs: number;
  readonly course: OperationCourse;
  readonly rows: readonly FlowRow[];
  /** Flows that a flush removed. */
  readonly flushedFlows: number;
}

/** `Flow` in the API's own form. */
export interface FlowRow {
  readonly SourceAddress: { readonly AddressDefinition: string };
  readonly DestinationAddress: { readonly AddressDefinition: string };
  readonly SourcePort?: string;
  readonly DestinationPort?: string;
  readonly Protocol: string;
  readonly Age: number;
  readonly PacketCount: number;
  readonly ByteCount: number;
}

type RowSettings = Pick<Settings, 'addressForm' | 'protocolForm' | 'rowForm'>;

const PROTOCOL_NAMES: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPV6', 132: 'SCTP' };

const rowOf = (entry: TableEntry, packet: Packet, { addressForm, protocolForm }: RowSettings): FlowRow => {
  const address = (ip: Packet['source']) => ({
    AddressDefinition: addressForm === 'plain' ? ipText(ip) : `${ipText(ip)}/${ip.family === 4 ? 32 : 128}`,
  });
  const name = protocolForm === 'name' ? PROTOCOL_NAMES[packet.protocol] : undefined;
  return {
    SourceAddress: address(packet.source),
    DestinationAddress: address(packet.destination),
    ...(packet.sourcePort === undefined ? {} : { SourcePort: String(packet.sourcePort) }),
    ...(packet.destinationPort === undefined ? {} : { DestinationPort: String(packet.destinationPort) }),
    Protocol: name ?? String(packet.protocol),
    Age: entry.ageSeconds,
    PacketCount: entry.packets,
    ByteCount: entry.bytes,
  };
};

/** The flows that filters and minimum age admit, as rows, in an order that says nothing: hosts answer as they please. */
export const rowsFrom = (
  entries: readonly TableEntry[],
  admit: { readonly filters: readonly TableFilter[]; readonly minimumAgeSeconds: number; readonly id: string },
  settings: RowSettings,
): readonly FlowRow[] =>
  entries
    .filter((entry) => entry.ageSeconds >= admit.minimumAgeSeconds)
    .flatMap((entry) => {
      const packets = settings.rowForm === 'once' ? [entry.packet] : [entry.packet, replyTo(entry.packet)];
      return packets.map((packet) => ({ entry, packet }));
    })
    .filter(({ packet }) => admit.filters.some((filter) => filterAdmits(filter, packet)))
    .map(({ entry, packet }) => rowOf(entry, packet, settings))
    .map((row) => ({ row, order: seededHex([admit.id, JSON.stringify(row)], 12) }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ row }) => row);

export const endsAtMs = (operation: Operation): number => operation.startedAtMs + operation.course.durationMs;

export const statusAt = (operation: Operation, nowMs: number): string =>
  nowMs < endsAtMs(operation) ? 'IN_PROGRESS' : operation.course.status;

/** What can be read at a moment. While in progress: the part that hosts have reported so far. */
export const rowsAt = (operation: Operation, nowMs: number): readonly FlowRow[] => {
  const { course, rows, startedAtMs } = operation;
  if (course.status === 'FAILED') return [];
  const elapsed = Math.min(1, (nowMs - startedAtMs) / Math.max(1, course.durationMs));
  const share = nowMs < endsAtMs(operation) ? elapsed * course.found : course.found;
  return rows.slice(0, Math.floor(rows.length * share + 1e-9));
};

/** `StatusMessage`, where the status has one. */
export const messageAt = (operation: Operation, nowMs: number): string | undefined => {
  const usual = { FAILED: 'Flow operation error', COMPLETED_WITH_ERRORS: 'Flow timeout', COMPLETED: undefined };
  const { statusMessage, status } = operation.course;
  return nowMs < endsAtMs(operation) ? undefined : (statusMessage ?? usual[status]);
};
