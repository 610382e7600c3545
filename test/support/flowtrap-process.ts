import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** How a run of `flowtrap` ended. */
export interface FlowtrapEnded {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `flowtrap` as a person does: a process of its own, with nothing but its arguments and its environment.
 * @param env beside what a process needs to run at all */
export const flowtrapProcess =
  (env: Readonly<Record<string, string | undefined>>, cwd: string) =>
  (...args: readonly string[]): Promise<FlowtrapEnded> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [main, ...args], {
        cwd,
        env: { PATH: process.env.PATH, HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (part: Buffer) => out.push(part));
      child.stderr.on('data', (part: Buffer) => err.push(part));
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ code: code ?? 1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
      );
    });
