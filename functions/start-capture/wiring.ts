import { randomUUID } from 'node:crypto';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { startCaptureContract } from './contract.ts';
import { startCapture } from './start-capture.ts';

export const startCaptureFunction = (host: Host) =>
  step(host, startCaptureContract, (env, log) => {
    const { cases, slots, operations, clock } = toolbox(host, env, startCaptureContract.name);
    return startCapture({ cases, slots, operations, clock, log, newToken: randomUUID });
  });
