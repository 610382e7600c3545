import { ec2Clients } from '../lib/adapters/ec2-clients.ts';
import { ec2FlowLogs } from '../lib/adapters/ec2-flow-logs.ts';
import { memberPlaces } from '../lib/adapters/member-places.ts';
import { ssmPolicySource } from '../lib/adapters/ssm-policy-source.ts';
import { ownerOf } from '../lib/domain/flow-log-tags.ts';
import { leaseStore } from '../lib/records/lease-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { retireFlowLogsContract } from './contract.ts';
import { runOrder } from './run-order.ts';

/** About half a second each: a run stays well under a minute. */
const MAX_DELETIONS_PER_RUN = 25;

export const retireFlowLogsFunction = (host: Host) =>
  step(host, retireFlowLogsContract, (env, log) => {
    const policy = ssmPolicySource(host, env.POLICY_PARAMETER);
    const accounts = async () => (await policy.load()).policy.accounts;
    const { table, cases, members, home, clock } = toolbox(host, env, { actor: retireFlowLogsContract.name, accounts });
    const leases = leaseStore(table);
    const flowLogs = ec2FlowLogs(ec2Clients(memberPlaces(members)), ownerOf(home));
    const maximumDeletions = MAX_DELETIONS_PER_RUN;
    return runOrder({ cases, leases, flowLogs, policy, home, clock, log, maximumDeletions });
  });
