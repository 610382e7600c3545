import { lambdaHost } from '../lib/runtime/host.ts';
import { startCaptureFunction } from './wiring.ts';

export const handler = startCaptureFunction(lambdaHost());
