import { lambdaHost } from '../lib/runtime/host.ts';
import { collectFlowsFunction } from './wiring.ts';

export const handler = collectFlowsFunction(lambdaHost());
