import { lambdaHost } from '../lib/runtime/host.ts';
import { publishCaseFunction } from './wiring.ts';

export const handler = publishCaseFunction(lambdaHost());
