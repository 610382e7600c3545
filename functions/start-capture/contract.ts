import * as z from 'zod/mini';
import { homeEnv, policyEnv, recordsEnv } from '../lib/contracts/environment.ts';
import { captureInput, captureTurn } from '../lib/contracts/states.ts';

export const startCaptureContract = {
  name: 'start-capture',
  env: z.object({ ...recordsEnv, ...policyEnv, ...homeEnv }),
  input: captureInput,
  output: captureTurn,
};
