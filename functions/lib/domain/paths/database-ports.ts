import type { Lead } from '../lead.ts';
import type { Database } from '../network/network.ts';
import type { Tuple } from '../tuple.ts';
import { databasesOf } from './database-interfaces.ts';

/** The ports of every database among the subjects, each once; none where one of them is not known. */
const portsOf = ({ subjects }: Lead, databases: readonly Database[]): readonly number[] => {
  const each = subjects.map((subject) =>
    subject.kind === 'rds-instance' || subject.kind === 'rds-cluster' ? databasesOf({ databases }, subject) : [],
  );
  const ports = each.flat().map(({ port }) => port);
  const known = ports.filter((port) => port !== undefined);
  return known.length === ports.length && each.every(({ length }) => length > 0) ? [...new Set(known)] : [];
};

/** A lead's tuples, with the port in those that call a database: triggers do not tell it, RDS does. It stays open where the
 * port of one of the databases is not known. */
export const withDatabasePorts = (lead: Lead, databases: readonly Database[]): readonly Tuple[] => {
  const ports = portsOf(lead, databases);
  return lead.tuples.flatMap((tuple): readonly Tuple[] =>
    tuple.subjectPortOf === undefined || ports.length === 0
      ? [tuple]
      : ports.map((port) => ({
          ...tuple,
          subjectPort: { from: port, to: port },
          reason: `${tuple.reason}, on port ${port} as RDS says`,
        })),
  );
};
