import { lambdaHost } from '../lib/runtime/host.ts';
import { findLostCasesFunction } from './wiring.ts';

export const handler = findLostCasesFunction(lambdaHost());
