import { nfwFlowOperationsOf } from '../lib/adapters/nfw-flow-operations.ts';
import { ssmAccountSettings } from '../lib/adapters/ssm-account-settings.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { checkCapture } from './check-capture.ts';
import { checkCaptureContract } from './contract.ts';

export const checkCaptureFunction = (host: Host) =>
  step(host, checkCaptureContract, (env, log) => {
    const accounts = ssmAccountSettings(host, env.POLICY_PARAMETER);
    const { cases, slots, members, clock } = toolbox(host, env, { actor: checkCaptureContract.name, accounts });
    const operationsFor = nfwFlowOperationsOf(members);
    return (input) => checkCapture({ cases, slots, operations: operationsFor(input.caseId), clock, log })(input);
  });
