import { scheduler } from 'node:timers/promises';
import { captureWith } from '../../../cli/commands/capture.ts';
import { redriveWith } from '../../../cli/commands/redrive.ts';
import { runCli } from '../../../cli/run.ts';
import type { Clients } from './clients.ts';
import type { Deployment } from './deploy.ts';

/** `flowtrap` on the deployment, as a person would call it with the stack's outputs in the environment. */
export const commandLine =
  ({ sfn, sqs }: Clients, { outputs }: Deployment, signal: AbortSignal) =>
  async (...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> => {
    const env = { FLOWTRAP_RESPOND_ARN: outputs.RespondArn, FLOWTRAP_DEAD_LETTERS_URL: outputs.DeadLettersUrl };
    let text = '';
    const write = (more: string): void => {
      text += more;
    };
    const commands = [
      captureWith({ env, sfn: () => sfn, sleep: (ms) => scheduler.wait(ms, undefined), nowMs: Date.now }),
      redriveWith({ env, sfn: () => sfn, sqs: () => sqs }),
    ];
    const io = { out: write, err: write, stdin: async () => '', colour: false, width: 200, signal };
    return { code: await runCli(commands, args, io), text };
  };
