import { awsClients } from '../lib/adapters/aws-clients.ts';
import { awsNetworkReader } from '../lib/adapters/network/aws-network-reader.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { planCaseContract } from './contract.ts';
import { planCase } from './plan-case.ts';

export const planCaseFunction = (host: Host) =>
  step(host, planCaseContract, (env, log) => {
    const { cases, policy, members, home, clock } = toolbox(host, env, planCaseContract.name);
    const clients = awsClients(members);
    const evidence = s3EvidenceStore(host, env.EVIDENCE_BUCKET);
    const networkFor = (caseId: string) => awsNetworkReader(clients.actingFor(caseId), home);
    return planCase({ cases, evidence, policy, networkFor, clock, log });
  });
