import { paginateDescribeDBInstances, RDSClient, type RDSClientConfig } from '@aws-sdk/client-rds';
import { inChunks } from './network/chunks.ts';

/** By which of its names RDS is asked for databases: members of one filter are alternatives. */
export interface DatabaseNames {
  readonly instanceIds: readonly string[];
  readonly clusterIds: readonly string[];
}

export interface RdsDatabases {
  /** Rows as DescribeDBInstances gives them; names that RDS does not know have none.
   * @throws what RDS throws, a denial among it */
  describe(names: DatabaseNames): Promise<readonly unknown[]>;
}

/** Most rows that a page takes (DescribeDBInstances API reference). */
const PAGE = 100;

const describeBy = async (client: RDSClient, Name: string, values: readonly string[]): Promise<readonly unknown[]> => {
  const rows: unknown[] = [];
  for (const chunk of inChunks(values)) {
    const pages = paginateDescribeDBInstances({ client, pageSize: PAGE }, { Filters: [{ Name, Values: [...chunk] }] });
    for await (const { DBInstances = [] } of pages) rows.push(...DBInstances);
  }
  return rows;
};

/** RDS of one account and Region. A file of its own, imported for the first lead with a database: few leads have one. */
export const rdsDatabases = (config: RDSClientConfig): RdsDatabases => {
  const client = new RDSClient(config);
  return {
    describe: async ({ instanceIds, clusterIds }) => {
      const answers = await Promise.all([
        describeBy(client, 'db-instance-id', instanceIds),
        describeBy(client, 'db-cluster-id', clusterIds),
      ]);
      return answers.flat();
    },
  };
};
