import { lambdaHost } from '../lib/runtime/host.ts';
import { closeCaseFunction } from './wiring.ts';

export const handler = closeCaseFunction(lambdaHost());
