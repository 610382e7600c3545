import { lambdaHost } from '../lib/runtime/host.ts';
import { enableFlowLogsFunction } from './wiring.ts';

export const handler = enableFlowLogsFunction(lambdaHost());
