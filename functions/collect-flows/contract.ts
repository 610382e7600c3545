import * as z from 'zod/mini';
import { evidenceEnv, homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { captureInput, captureTurn } from '../lib/contracts/states.ts';

export const collectFlowsContract = {
  name: 'collect-flows',
  env: z.object({ ...recordsEnv, ...evidenceEnv, ...policyEnv, ...homeEnv }),
  input: captureInput,
  output: captureTurn,
};
