import { parquetReadObjects } from 'hyparquet';

type Row = Readonly<Record<string, unknown>>;

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** The rows of a Parquet file by another reader than the one that writes none: column names as they are, 64-bit numbers as numbers. */
export const parquetRows = async (bytes: Uint8Array): Promise<readonly Row[]> => {
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
};

const ofCase = new Set(['case_id', 'revision', 'account', 'region', 'opened_at', 'closed_at']);

/** Columns whose members have other names. */
const renamed: Readonly<Record<string, string>> = {
  first_seen_at: 'firstSeenMs',
  last_seen_at: 'lastSeenMs',
  source_interface: 'sourceInterfaceId',
  destination_interface: 'destinationInterfaceId',
};

const memberOf = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

/** A row as the line of NDJSON that it was made from, by the names alone: what the line has and no column is missing here. */
export const lineOfRow = (row: Row): Record<string, unknown> => {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === null || value === undefined || ofCase.has(name)) continue;
    const [, side, rest = ''] = /^(forward|backward)_(.+)$/.exec(name) ?? [];
    if (side === undefined) line[renamed[name] ?? camel(name)] = memberOf(value);
    else line[side] = { ...Object(line[side]), [camel(rest)]: value };
  }
  return line;
};
