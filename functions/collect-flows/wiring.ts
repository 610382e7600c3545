import { nfwFlowOperationsOf } from '../lib/adapters/nfw-flow-operations.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { ssmAccountSettings } from '../lib/adapters/ssm-account-settings.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { collectFlows } from './collect-flows.ts';
import { collectLimits } from './collection.ts';
import { collectFlowsContract } from './contract.ts';

export const collectFlowsFunction = (host: Host) =>
  step(host, collectFlowsContract, (env, log) => {
    const accounts = ssmAccountSettings(host, env.POLICY_PARAMETER);
    const { cases, members, clock } = toolbox(host, env, { actor: collectFlowsContract.name, accounts });
    const operationsFor = nfwFlowOperationsOf(members);
    const evidence = s3EvidenceStore(host, env.EVIDENCE_BUCKET);
    const shared = { cases, evidence, clock, log, limits: collectLimits };
    return (input) => collectFlows({ ...shared, operations: operationsFor(input.caseId) })(input);
  });
