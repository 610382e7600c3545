import type { Subject } from '../lead.ts';
import type { Database, Network, NetworkInterface } from '../network/network.ts';
import type { NetworkIndex } from '../network/network-index.ts';

export type DatabaseSubject = Extract<Subject, { readonly kind: 'rds-instance' | 'rds-cluster' }>;

/** Identifiers of RDS are not case-sensitive; it stores them in lower case. */
const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** The instances that a subject means: itself, or every member of the cluster. */
export const databasesOf = ({ databases }: Pick<Network, 'databases'>, subject: DatabaseSubject): readonly Database[] =>
  databases.filter(({ dbInstanceId, dbClusterId }) =>
    subject.kind === 'rds-instance' ? same(dbInstanceId, subject.dbInstanceId) : same(dbClusterId, subject.dbClusterId),
  );

/** What RDS writes into the description of each interface that it makes. */
export const RDS_INTERFACE = 'RDSNetworkInterface';

const hasGroups = ({ securityGroupIds }: Database, item: NetworkInterface): boolean =>
  securityGroupIds.every((id) => item.securityGroupIds.includes(id));

/** Those that the test admits; all of them where it admits none, since it may ask for what was not read. */
const preferring = (items: readonly NetworkInterface[], test: (item: NetworkInterface) => boolean) => {
  const kept = items.filter(test);
  return kept.length > 0 ? kept : items;
};

/** The interfaces that an RDS instance may have. They do not name it: subnets and security groups narrow them down, then
 * exactly these groups, then its zone. Databases that share all of it cannot be told apart, and the reason says so. */
export const interfacesOfDatabase = (index: NetworkIndex, database: Database) => {
  const { account, region, subnetIds, securityGroupIds, zoneName, dbInstanceId } = database;
  const fitting = index.network.interfaces.filter(
    (item) =>
      item.account === account &&
      item.region === region &&
      item.description === RDS_INTERFACE &&
      subnetIds.includes(item.subnetId) &&
      hasGroups(database, item),
  );
  const exact = preferring(fitting, (item) => item.securityGroupIds.length === securityGroupIds.length);
  const interfaces = preferring(
    exact,
    (item) => zoneName !== undefined && index.subnet(item.subnetId)?.zoneName === zoneName,
  );
  const reason =
    interfaces.length === 1
      ? `the RDS interface with the subnets and security groups of ${dbInstanceId}`
      : `one of ${interfaces.length} RDS interfaces with the subnets and security groups of ${dbInstanceId}: RDS does not say which is its own`;
  return { interfaces, reason };
};
