import { awsAlarmReader } from '../lib/adapters/aws-alarm-reader.ts';
import { awsClients } from '../lib/adapters/aws-clients.ts';
import { awsNetworkReader } from '../lib/adapters/network/aws-network-reader.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { ssmPolicySource } from '../lib/adapters/ssm-policy-source.ts';
import { leaseStore } from '../lib/records/lease-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { planCaseContract } from './contract.ts';
import { planCase } from './plan-case.ts';

export const planCaseFunction = (host: Host) =>
  step(host, planCaseContract, (env, log) => {
    const policy = ssmPolicySource(host, env.POLICY_PARAMETER);
    const accounts = async () => (await policy.load()).policy.accounts;
    const { table, cases, members, home, clock } = toolbox(host, env, { actor: planCaseContract.name, accounts });
    const clients = awsClients(members);
    const evidence = s3EvidenceStore(host, env.EVIDENCE_BUCKET);
    const readersFor = (caseId: string) => {
      const acting = clients.actingFor(caseId);
      return { network: awsNetworkReader(acting, home), alarms: awsAlarmReader(acting) };
    };
    const leases = leaseStore(table);
    return planCase({ cases, leases, evidence, policy, readersFor, clock, log });
  });
