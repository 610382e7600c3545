import { protocolName } from '../../domain/protocol.ts';
import type { ExportFlow } from '../export-flow.ts';

/** What all flows of one file share. Every text in it is an id of ours or was parsed. */
export interface FlowsTableFacts {
  readonly caseId: string;
  /** Which closing of the case wrote the file, from 1. */
  readonly revision: number;
  /** Where the case's first interface is. */
  readonly account: string;
  readonly region: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  /** When each round's flows were identified, epoch ms: its first zone and its last. */
  readonly roundTimes: ReadonlyMap<number, { readonly firstMs: number; readonly lastMs: number }>;
}

/** Physical types, each with its one meaning: text is UTF-8, times are milliseconds UTC. */
export type ColumnType = 'text' | 'int' | 'bigint' | 'timestamp' | 'int-list';

/** As Parquet takes it: 64-bit numbers as bigint, times as dates, nothing as undefined. */
export type CellValue = string | number | bigint | Date | readonly number[] | undefined;

export interface FlowsTableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  readonly comment: string;
  readonly cellOf: (flow: ExportFlow, facts: FlowsTableFacts) => CellValue;
}

const big = (value: number | undefined): bigint | undefined => (value === undefined ? undefined : BigInt(value));
const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

type Definition = readonly [
  name: string,
  type: ColumnType,
  need: 'required' | 'optional',
  comment: string,
  cellOf: FlowsTableColumn['cellOf'],
];

const definitions: readonly Definition[] = [
  ['case_id', 'text', 'required', 'Case that captured the flow', (_, { caseId }) => caseId],
  ['revision', 'int', 'required', 'Which closing of the case; the highest counts', (_, { revision }) => revision],
  ['account', 'text', 'required', "Account of the case's first interface", (_, { account }) => account],
  ['region', 'text', 'required', "Region of the case's first interface", (_, { region }) => region],
  ['opened_at', 'timestamp', 'required', 'When the case was opened, UTC', (_, { openedAtMs }) => date(openedAtMs)],
  ['closed_at', 'timestamp', 'required', 'When the case was closed, UTC', (_, { closedAtMs }) => date(closedAtMs)],
  ['source', 'text', 'required', 'Address that opened the conversation', ({ source }) => source],
  ['source_port', 'int', 'optional', 'Null where the protocol has no ports', ({ sourcePort }) => sourcePort],
  ['destination', 'text', 'required', 'The other address', ({ destination }) => destination],
  ['destination_port', 'int', 'optional', 'Null without ports', ({ destinationPort }) => destinationPort],
  ['protocol', 'int', 'required', 'IANA number', ({ protocol }) => protocol],
  ['protocol_name', 'text', 'required', 'Name, or the digits', ({ protocol }) => protocolName(protocol)],
  ['direction', 'text', 'optional', 'outbound, inbound, internal, unknown', ({ direction }) => direction],
  ['state', 'text', 'optional', 'new, persistent or closed over the rounds', ({ state }) => state],
  ['rounds', 'int-list', 'required', 'Rounds that saw it, ascending', ({ rounds = [] }) => rounds],
  ['first_round', 'int', 'optional', 'First round that saw it', ({ firstRound }) => firstRound],
  ['last_round', 'int', 'optional', 'Last round that saw it', ({ lastRound }) => lastRound],
  [
    'first_seen_at',
    'timestamp',
    'optional',
    'When the first operation that had it identified it; without that, when its first round was taken, UTC',
    ({ firstSeenMs, firstRound = 0 }, { roundTimes }) => date(firstSeenMs ?? roundTimes.get(firstRound)?.firstMs),
  ],
  [
    'last_seen_at',
    'timestamp',
    'optional',
    'When the last operation that had it identified it; without that, when its last round was taken, UTC',
    ({ lastSeenMs, lastRound = 0 }, { roundTimes }) => date(lastSeenMs ?? roundTimes.get(lastRound)?.lastMs),
  ],
  ['age_seconds', 'bigint', 'required', 'Age when last seen', ({ ageSeconds }) => big(ageSeconds)],
  ['packets', 'bigint', 'required', 'Of the larger direction, at least', ({ packets }) => big(packets)],
  ['bytes', 'bigint', 'required', 'Of the larger direction, at least', ({ bytes }) => big(bytes)],
  [
    'forward_age_seconds',
    'bigint',
    'optional',
    'Rows from source to destination',
    ({ forward }) => big(forward?.ageSeconds),
  ],
  ['forward_packets', 'bigint', 'optional', 'Rows from source to destination', ({ forward }) => big(forward?.packets)],
  ['forward_bytes', 'bigint', 'optional', 'Rows from source to destination', ({ forward }) => big(forward?.bytes)],
  [
    'backward_age_seconds',
    'bigint',
    'optional',
    'Rows from destination to source',
    ({ backward }) => big(backward?.ageSeconds),
  ],
  ['backward_packets', 'bigint', 'optional', 'Rows the other way', ({ backward }) => big(backward?.packets)],
  ['backward_bytes', 'bigint', 'optional', 'Rows the other way', ({ backward }) => big(backward?.bytes)],
  ['matched', 'text', 'optional', 'Id of the filter that admits it, or collateral', ({ matched }) => matched],
  ['service', 'text', 'optional', 'What usually has the port of the end that serves', ({ service }) => service],
  [
    'source_interface',
    'text',
    'optional',
    'Interface of ours that has the source address',
    ({ sourceInterfaceId }) => sourceInterfaceId,
  ],
  [
    'destination_interface',
    'text',
    'optional',
    'Interface of ours that has the destination address',
    ({ destinationInterfaceId }) => destinationInterfaceId,
  ],
];

/** The table of captured flows: every member of a flow of the case's file, and what its case adds. Files that are written
 * keep their columns for years, so a column may be added at the end, and none renamed or taken away. */
export const flowsTableColumns: readonly FlowsTableColumn[] = definitions.map(
  ([name, type, need, comment, cellOf]) => ({ name, type, required: need === 'required', comment, cellOf }),
);
