import type { Command } from '../command.ts';
import { demo } from './demo.ts';
import { plan } from './plan.ts';
import { verify } from './verify.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [plan, demo, verify];
