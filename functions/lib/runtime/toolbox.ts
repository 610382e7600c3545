import { dynamoRecordTable } from '../adapters/dynamo-record-table.ts';
import type { MemberPlacesOptions } from '../adapters/member-places.ts';
import { ssmPolicySource } from '../adapters/ssm-policy-source.ts';
import { caseStore } from '../records/case-store.ts';
import { slotStore } from '../records/slot-store.ts';
import type { Host } from './host.ts';

interface ToolboxEnv {
  readonly TABLE_NAME: string;
  readonly POLICY_PARAMETER: string;
  readonly HOME_ACCOUNT: string;
  readonly HOME_REGION: string;
}

/** What nearly every function works with, built once. It makes no client of EC2 or Network Firewall: each function bundles
 * what it calls.
 * @param actor the function's name: it names the sessions in member accounts */
export const toolbox = (host: Host, env: ToolboxEnv, actor: string) => {
  const table = dynamoRecordTable(host, env.TABLE_NAME);
  const policy = ssmPolicySource(host, env.POLICY_PARAMETER);
  const home = { account: env.HOME_ACCOUNT, region: env.HOME_REGION };
  const accounts = async () => (await policy.load()).policy.accounts;
  const members: MemberPlacesOptions = { host, home, accounts, actor };
  return { table, policy, home, members, cases: caseStore(table), slots: slotStore(table), clock: host.clock };
};
