import { lambdaHost } from '../lib/runtime/host.ts';
import { planCaseFunction } from './wiring.ts';

export const handler = planCaseFunction(lambdaHost());
