import * as z from 'zod/mini';
import { homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { captureInput, captureTurn } from '../lib/contracts/states.ts';

export const checkCaptureContract = {
  name: 'check-capture',
  env: z.object({ ...recordsEnv, ...policyEnv, ...homeEnv }),
  input: captureInput,
  output: captureTurn,
};
