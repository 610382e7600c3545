import { protocolName } from '../../functions/lib/domain/protocol.ts';
import type { ExportFlow } from '../../functions/lib/evidence/export-flow.ts';
import { type Column, table } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'state', whole: true },
  { title: 'direction', whole: true, spare: 5 },
  { title: 'from', whole: true },
  { title: 'to', whole: true },
  { title: 'protocol', whole: true, spare: 2 },
  { title: 'service', whole: true, spare: 3 },
  { title: 'bytes', align: 'right' },
  { title: 'packets', align: 'right', spare: 4 },
  { title: 'age', align: 'right', spare: 1 },
  { title: 'rounds', whole: true, spare: 6 },
  { title: 'matched', whole: true, spare: 7 },
];

const end = (address: string, port: number | undefined): string => {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
};

const row = (flow: ExportFlow): readonly string[] => [
  flow.state ?? '',
  flow.direction ?? 'unknown',
  end(flow.source, flow.sourcePort),
  end(flow.destination, flow.destinationPort),
  protocolName(flow.protocol),
  flow.service ?? '',
  String(flow.bytes),
  String(flow.packets),
  `${flow.ageSeconds} s`,
  (flow.rounds ?? []).join(' '),
  flow.matched ?? '',
];

/** Flows as a table that fits. */
export const flowTableText = (flows: readonly ExportFlow[], width: number): string =>
  table(COLUMNS, flows.map(row), width);
