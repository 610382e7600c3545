import { lambdaHost } from '../lib/runtime/host.ts';
import { checkCaptureFunction } from './wiring.ts';

export const handler = checkCaptureFunction(lambdaHost());
