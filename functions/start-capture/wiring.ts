import { randomUUID } from 'node:crypto';
import { nfwFlowOperationsOf } from '../lib/adapters/nfw-flow-operations.ts';
import { ssmAccountSettings } from '../lib/adapters/ssm-account-settings.ts';
import { accountStarts } from '../lib/records/account-starts.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { startCaptureContract } from './contract.ts';
import { startCapture } from './start-capture.ts';

export const startCaptureFunction = (host: Host) =>
  step(host, startCaptureContract, (env, log) => {
    const settings = ssmAccountSettings(host, env.POLICY_PARAMETER);
    const { table, cases, slots, members, clock } = toolbox(host, env, {
      actor: startCaptureContract.name,
      accounts: settings,
    });
    const operationsFor = nfwFlowOperationsOf(members);
    return async (input) => {
      const operations = operationsFor(input.caseId);
      const deps = { cases, slots, accounts: accountStarts(table), operations, clock, log, newToken: randomUUID };
      // Firing asks for the accounts: read beside the records, not between the intent and the request. Who asks sees a failure.
      const [turn] = await Promise.all([startCapture(deps)(input), settings().catch(() => undefined)]);
      return turn;
    };
  });
