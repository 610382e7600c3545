import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { mustRun, runCommand } from './command.ts';

/** Exact: one release of the emulator changes a lot. The last is for the commands of the deployment guide. */
export const packages = ['ministack==1.4.21', 'cryptography==50.0.2', 'awscli==1.46.2'] as const;

/** The proof could not be made here, which says nothing about what it would have shown. */
export class NotRunError extends Error {
  override readonly name = 'NotRunError';
}

/** Makes a virtual environment with the emulator. @throws NotRunError when Python or the packages are not to be had */
export const installEmulator = async (folder: string, signal: AbortSignal): Promise<string> => {
  const venv = join(folder, 'venv');
  const made = await runCommand('python3', ['-m', 'venv', venv], { signal });
  if (made.code !== 0) throw new NotRunError(`no Python virtual environment: ${made.output.trim().slice(-300)}`);
  const pip = join(venv, 'bin', 'pip');
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const installed = await runCommand(pip, ['install', ...quiet, ...packages], { signal });
  if (installed.code !== 0) throw new NotRunError(`pip cannot install: ${installed.output.trim().slice(-300)}`);
  return venv;
};

/** A port that nobody listens on just now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const isUp = async (endpoint: string): Promise<boolean> =>
  await fetch(`${endpoint}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

/** Whether a process group still has members. */
export const groupLives = (pid: number): boolean => {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
};

const endGroup = async (pid: number): Promise<void> => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (groupLives(pid)) process.kill(-pid, signal);
    for (let waits = 0; waits < 60 && groupLives(pid); waits += 1) await scheduler.wait(100);
  }
};

export interface Emulator {
  readonly endpoint: string;
  /** Of its process group: the emulator and the functions that it runs. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface EmulatorOptions {
  readonly venv: string;
  /** Everything it writes goes below. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  /** `AWS_ENDPOINT_URL_…` of the services that are simulated elsewhere; every function inherits them. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const environment = (options: EmulatorOptions, port: number) => ({
  // The functions run on the first `node` of the path: the one that runs this.
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: options.folder,
  TMPDIR: options.folder,
  STATE_DIR: join(options.folder, 'state'),
  S3_DATA_DIR: join(options.folder, 's3'),
  GATEWAY_PORT: String(port),
  BIND_HOST: '127.0.0.1',
  MINISTACK_HOST: '127.0.0.1',
  MINISTACK_ACCOUNT_ID: options.account,
  MINISTACK_REGION: options.region,
  IOT_MTLS_ENABLED: '0',
  AWS_ACCESS_KEY_ID: options.account,
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_REGION: options.region,
  AWS_EC2_METADATA_DISABLED: 'true',
  ...options.endpoints,
});

/** Starts the emulator in a process group of its own. @throws Error when it is not up within a minute */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const port = await freePort();
  const log = createWriteStream(join(options.folder, 'emulator.log'));
  const child = spawn(join(options.venv, 'bin', 'ministack'), [], {
    env: environment(options, port),
    cwd: options.folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const { pid } = child;
  if (pid === undefined) throw new Error('the emulator does not start');
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => endGroup(pid);
  for (let waits = 0; !(await isUp(endpoint)); waits += 1) {
    if (waits === 300 || options.signal.aborted || !groupLives(pid)) {
      await stop();
      throw new Error('the emulator is not up within a minute');
    }
    await scheduler.wait(200);
  }
  return { endpoint, pid, stop };
};

export const emulatorVersion = async (venv: string, signal: AbortSignal): Promise<string> => {
  const shown = await mustRun(join(venv, 'bin', 'pip'), ['show', '--disable-pip-version-check', 'ministack'], {
    signal,
  });
  return /^Version: (.*)$/m.exec(shown)?.[1] ?? 'unknown';
};
