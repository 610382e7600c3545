import { awsClients } from '../adapters/aws-clients.ts';
import { dynamoRecordTable } from '../adapters/dynamo-record-table.ts';
import { nfwFlowOperations } from '../adapters/nfw-flow-operations.ts';
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

/** What nearly every function works with, built once.
 * @param actor the function's name: it names the sessions in member accounts */
export const toolbox = (host: Host, env: ToolboxEnv, actor: string) => {
  const table = dynamoRecordTable(host, env.TABLE_NAME);
  const policy = ssmPolicySource(host, env.POLICY_PARAMETER);
  const home = { account: env.HOME_ACCOUNT, region: env.HOME_REGION };
  const accounts = async () => (await policy.load()).policy.accounts;
  const clients = awsClients({ host, home, accounts, actor });
  /** Flow operations whose sessions in member accounts carry the case's id. */
  const operationsFor = (caseId: string) => nfwFlowOperations(clients.actingFor(caseId));
  return {
    table,
    policy,
    home,
    clients,
    operationsFor,
    cases: caseStore(table),
    slots: slotStore(table),
    clock: host.clock,
  };
};
