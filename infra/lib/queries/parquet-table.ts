import { Aws } from 'aws-cdk-lib';
import { type CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

export interface Column {
  readonly name: string;
  /** As Athena's DDL writes it. */
  readonly type: string;
  readonly comment?: string;
}

/** A partition key whose values Athena computes, so that no crawler and no partition of the catalogue is needed (Athena
 * user guide, partition projection). */
export interface ProjectedKey {
  readonly name: string;
  readonly type: 'string' | 'int';
  /** Its `projection.<name>.…` properties. */
  readonly projection: Readonly<Record<string, string>>;
}

export interface ParquetTableProps {
  readonly database: CfnDatabase;
  readonly tableName: string;
  readonly description: string;
  /** `s3://…/`, under which all files lie. */
  readonly location: string;
  /** The same with `${key}` for each key. */
  readonly template: string;
  readonly columns: readonly Column[];
  readonly keys: readonly ProjectedKey[];
}

const HIVE = 'org.apache.hadoop.hive.ql.io.parquet';

const projectionOf = ({ name, projection }: ProjectedKey): readonly (readonly [string, string])[] =>
  Object.entries(projection).map(([property, value]) => [`projection.${name}.${property}`, value]);

/** An external table over Parquet files with projected partitions. Columns are found by name, so files of older columns stay
 * readable. */
export const parquetTable = (scope: Construct, id: string, props: ParquetTableProps): CfnTable => {
  const { database, tableName, description, location, template, columns, keys } = props;
  return new CfnTable(scope, id, {
    catalogId: Aws.ACCOUNT_ID,
    databaseName: database.ref,
    tableInput: {
      name: tableName,
      description,
      tableType: 'EXTERNAL_TABLE',
      parameters: {
        classification: 'parquet',
        EXTERNAL: 'TRUE',
        'projection.enabled': 'true',
        ...Object.fromEntries(keys.flatMap(projectionOf)),
        'storage.location.template': template,
      },
      partitionKeys: keys.map(({ name, type }) => ({ name, type })),
      storageDescriptor: {
        columns: columns.map((column) => ({ ...column })),
        location,
        inputFormat: `${HIVE}.MapredParquetInputFormat`,
        outputFormat: `${HIVE}.MapredParquetOutputFormat`,
        serdeInfo: { serializationLibrary: `${HIVE}.serde.ParquetHiveSerDe` },
      },
    },
  });
};
