import { protocolName } from '../domain/protocol.ts';
import type { ExportFlow } from './export-flow.ts';

/** First characters at which a spreadsheet takes a cell for a formula, in both widths, and the control characters that some
 * skip before they look (OWASP, CSV injection; ASVS 1.2.10). */
const FORMULA_START = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

const NEEDS_QUOTES = /[",\r\n]/;

type Cell = string | number | undefined;

/** One cell by RFC 4180. Text that a spreadsheet would run gets an apostrophe in front; numbers are numbers. */
export const csvCell = (value: Cell): string => {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const timeText = (ms: number | undefined): Cell => (ms === undefined ? undefined : new Date(ms).toISOString());

const columns: readonly (readonly [string, (flow: ExportFlow) => Cell])[] = [
  ['source', ({ source }) => source],
  ['source_port', ({ sourcePort }) => sourcePort],
  ['destination', ({ destination }) => destination],
  ['destination_port', ({ destinationPort }) => destinationPort],
  ['protocol', ({ protocol }) => protocol],
  ['protocol_name', ({ protocol }) => protocolName(protocol)],
  ['direction', ({ direction }) => direction],
  ['state', ({ state }) => state],
  ['first_round', ({ firstRound }) => firstRound],
  ['last_round', ({ lastRound }) => lastRound],
  ['age_seconds', ({ ageSeconds }) => ageSeconds],
  ['packets', ({ packets }) => packets],
  ['bytes', ({ bytes }) => bytes],
  ['service', ({ service }) => service],
  ['matched', ({ matched }) => matched],
  ['source_interface', ({ sourceInterfaceId }) => sourceInterfaceId],
  ['destination_interface', ({ destinationInterfaceId }) => destinationInterfaceId],
  ['first_seen', ({ firstSeenMs }) => timeText(firstSeenMs)],
  ['last_seen', ({ lastSeenMs }) => timeText(lastSeenMs)],
];

const lineOf = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Flows as CSV (RFC 4180, UTF-8, header first), line by line. No cell is run by a spreadsheet. */
export const csvLines = function* (flows: Iterable<ExportFlow>): Generator<string> {
  yield lineOf(columns.map(([name]) => name));
  for (const flow of flows) yield lineOf(columns.map(([, cellOf]) => cellOf(flow)));
};
