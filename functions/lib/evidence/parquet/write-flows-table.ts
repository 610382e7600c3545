import { ByteWriter, parquetWriteRows, type SchemaElement } from 'hyparquet-writer';
import { readCaseFlows } from '../case-flows-file.ts';
import { type CellValue, type ColumnType, type FlowsTableFacts, flowsTableColumns } from './columns.ts';

/** Flows held at a time. */
const ROWS_PER_GROUP = 20_000;

const physical: Readonly<Record<Exclude<ColumnType, 'int-list'>, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int: { type: 'INT32' },
  bigint: { type: 'INT64' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

/** A list is three levels deep (Parquet format, logical types, lists). */
const listOf = (name: string): readonly SchemaElement[] => [
  { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { name: 'element', repetition_type: 'REQUIRED', ...physical.int },
];

const schema: readonly SchemaElement[] = [
  { name: 'flow', num_children: flowsTableColumns.length },
  ...flowsTableColumns.flatMap(({ name, type, required }): readonly SchemaElement[] =>
    type === 'int-list'
      ? listOf(name)
      : [{ name, repetition_type: required ? 'REQUIRED' : 'OPTIONAL', ...physical[type] }],
  ),
];

const rowsOf = async function* (
  flowsFile: Uint8Array,
  facts: FlowsTableFacts,
): AsyncGenerator<Readonly<Record<string, CellValue>>> {
  for await (const flow of readCaseFlows(flowsFile))
    yield Object.fromEntries(flowsTableColumns.map(({ name, cellOf }) => [name, cellOf(flow, facts)]));
};

/** A case's `flows.ndjson.gz` as Parquet, flow by flow in its order. Made from the very bytes that are evidence, so the two
 * cannot differ; the same bytes and facts give the same file. Memory grows with the file, not with the flows: they pass
 * in groups. Compressed with Snappy, which is this library's own and so does not change with Node's zlib.
 * @param rowsPerGroup what is held at a time
 * @throws ContractError when a line is no flow of ours */
export const writeFlowsTable = async (
  flowsFile: Uint8Array,
  facts: FlowsTableFacts,
  rowsPerGroup = ROWS_PER_GROUP,
): Promise<Uint8Array> => {
  const writer = new ByteWriter();
  await parquetWriteRows({
    writer,
    rows: rowsOf(flowsFile, facts),
    columns: flowsTableColumns.map(({ name }) => ({ name })),
    schema: [...schema],
    rowGroupSize: rowsPerGroup,
    createdBy: 'flowtrap',
  });
  return writer.getBytes();
};
