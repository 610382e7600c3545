import { readFileSync } from 'node:fs';
import { CfnNamedQuery, type CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';

interface SavedQuery {
  /** Of the file under `sql/`, and of the query in Athena. */
  readonly name: string;
  readonly description: string;
  /** Fields of the flow logs that it reads; with none it asks of the captured flows alone. */
  readonly flowLogFields: readonly string[];
}

/** What an analyst asks first. Each is a parameterized query: what is looked for is never part of its text. */
export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'conversations-of-an-address',
    description: 'Every conversation of one address, over all cases.',
    flowLogFields: [],
  },
  {
    name: 'beaconing-candidates',
    description: 'Connections in regular intervals, and connections that are held open from round to round.',
    flowLogFields: [],
  },
  {
    name: 'volumes-by-peer',
    description: 'Bytes, packets and conversations of each peer; what several cases saw counts once.',
    flowLogFields: [],
  },
  {
    name: 'missing-from-flow-logs',
    description: 'Flows that the firewall saw and the flow logs did not.',
    flowLogFields: ['srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'start', 'end', 'log-status'].concat(
      'pkt-srcaddr',
      'pkt-dstaddr',
    ),
  },
];

/** The text of a saved query, in the SQL that Athena and DuckDB share. */
export const sqlOf = (name: string): string => readFileSync(new URL(`sql/${name}.sql`, import.meta.url), 'utf8');

const idOf = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** Saves the queries that the tables can answer.
 * @param fields those of the flow logs' table; none where there is no such table */
export const saveQueries = (
  scope: Construct,
  place: { readonly database: CfnDatabase; readonly workGroup: CfnWorkGroup },
  fields: readonly string[],
): void => {
  const { database, workGroup } = place;
  for (const { name, description, flowLogFields } of savedQueries) {
    if (!flowLogFields.every((field) => fields.includes(field))) continue;
    const query = new CfnNamedQuery(scope, idOf(name), {
      name,
      description,
      database: database.ref,
      workGroup: workGroup.name,
      queryString: sqlOf(name),
    });
    query.addResourceDependency(workGroup);
  }
};
