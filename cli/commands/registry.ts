import type { Command } from '../command.ts';
import { capture } from './capture.ts';
import { demo } from './demo.ts';
import { plan } from './plan.ts';
import { redrive } from './redrive.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [plan, capture, redrive, demo, verify];
