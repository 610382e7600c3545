import { lambdaHost } from '../lib/runtime/host.ts';
import { retireFlowLogsFunction } from './wiring.ts';

export const handler = retireFlowLogsFunction(lambdaHost());
