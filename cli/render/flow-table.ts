import { protocolName } from '../../functions/lib/domain/protocol.ts';
import type { ExportFlow } from '../../functions/lib/evidence/export-flow.ts';
import { table } from './table.ts';

const right = (title: string) => ({ title, align: 'right' as const });

const COLUMNS = [
  { title: 'state' },
  { title: 'direction' },
  { title: 'from' },
  { title: 'to' },
  { title: 'protocol' },
  { title: 'service' },
  right('bytes'),
  right('packets'),
  right('age'),
  { title: 'rounds' },
  { title: 'matched' },
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
