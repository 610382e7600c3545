import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How a command ended, with everything that it wrote. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a command to its end. Never throws: a command that cannot start ended with code 127. */
export const runCommand = (file: string, args: readonly string[], options: CommandOptions): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(file, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }));
  });

/** @throws Error with the end of what the command wrote */
export const mustRun = async (file: string, args: readonly string[], options: CommandOptions): Promise<string> => {
  const { code, output } = await runCommand(file, args, options);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}\n${output.slice(-4_000)}`);
  return output;
};

/** Rejects when somebody stops the proof. */
export const stopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped by a signal')), { once: true });
  });
