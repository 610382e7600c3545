import { dynamoRecordTable } from '../adapters/dynamo-record-table.ts';
import type { Actor } from '../adapters/member-credentials.ts';
import type { AccountSettings, MemberPlacesOptions } from '../adapters/member-places.ts';
import { caseStore } from '../records/case-store.ts';
import { slotStore } from '../records/slot-store.ts';
import type { Host } from './host.ts';

interface ToolboxEnv {
  readonly TABLE_NAME: string;
  readonly HOME_ACCOUNT: string;
  readonly HOME_REGION: string;
}

interface ToolboxOptions {
  /** The function's name: it names the sessions in member accounts. */
  readonly actor: Actor;
  readonly accounts: () => Promise<AccountSettings>;
}

/** What nearly every function works with, built once. It makes no client of EC2 or Network Firewall: each function bundles
 * what it calls. */
export const toolbox = (host: Host, env: ToolboxEnv, { actor, accounts }: ToolboxOptions) => {
  const table = dynamoRecordTable(host, env.TABLE_NAME);
  const home = { account: env.HOME_ACCOUNT, region: env.HOME_REGION };
  const members: MemberPlacesOptions = { host, home, accounts, actor };
  return { table, home, members, cases: caseStore(table), slots: slotStore(table), clock: host.clock };
};
