import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
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

/** Values of each column, column by column: rows as objects would take three times as long. */
const emptyColumns = (): readonly CellValue[][] => flowsTableColumns.map(() => []);

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
  const parquet = new ParquetWriter({ writer, schema: [...schema], createdBy: 'flowtrap' });
  let columns = emptyColumns();
  const writeGroup = async (): Promise<void> => {
    const columnData = flowsTableColumns.map(({ name }, index) => ({ name, data: columns[index] ?? [] }));
    columns = emptyColumns();
    await parquet.write({ columnData, rowGroupSize: rowsPerGroup });
  };
  for await (const flow of readCaseFlows(flowsFile)) {
    for (const [index, { cellOf }] of flowsTableColumns.entries()) columns[index]?.push(cellOf(flow, facts));
    if (columns[0]?.length === rowsPerGroup) await writeGroup();
  }
  await writeGroup();
  await parquet.finish();
  return writer.getBytes();
};
