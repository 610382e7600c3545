import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claims, expect } from '../support/claims.ts';
import { proveGuide } from './guide.ts';
import { prove } from './proof.ts';
import { clientsOn } from './support/clients.ts';
import { stopped } from './support/command.ts';
import { deployAssembly } from './support/deploy.ts';
import { groupLives, installEmulator, NotRunError, packages, startEmulator } from './support/emulator.ts';
import { synthesize } from './support/synthesize.ts';
import { home, startWorld } from './support/world.ts';

/** Tells whoever calls this that there is no verdict (EX_TEMPFAIL). */
const NOT_RUN = 75;

const print = (text: string): void => {
  process.stdout.write(text);
};

const leftovers = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('ministack-'));

const run = async (folder: string, signal: AbortSignal): Promise<number> => {
  const strangers = leftovers();
  const { claim, leaveOut, failed, summary } = claims('wiring', print);
  const [installed, synthesized] = await Promise.allSettled([
    installEmulator(folder, signal),
    synthesize(folder, signal),
  ]);
  if (installed.status === 'rejected') throw installed.reason;
  if (synthesized.status === 'rejected') throw synthesized.reason;
  const [venv, assembly] = [installed.value, synthesized.value];
  print(`emulator ${packages.join(', ')}, Node ${process.version}\n`);
  const simulator = await startWorld();
  const endpoints = Object.fromEntries(
    (['network-firewall', 'ec2', 'sts'] as const).map((service) => [
      `AWS_ENDPOINT_URL_${service.toUpperCase().replace('-', '_')}`,
      simulator.endpoint(service),
    ]),
  );
  const emulator = await startEmulator({ ...home, venv, folder, endpoints, signal });
  try {
    const { endpoint } = emulator;
    const clients = clientsOn(endpoint, home);
    const begunMs = Date.now();
    const deployment = await deployAssembly(clients, assembly);
    // EC2 is simulated, and refuses flow logs to a bucket that it does not know.
    simulator.createBucket(deployment.outputs.FlowLogBucketName ?? '');
    for (const note of deployment.notes) print(`adapted ${note}\n`);
    await claim('the synthesized templates deploy', async () => {
      const { resources, assets } = deployment;
      return `${resources} resources and ${assets} assets in ${((Date.now() - begunMs) / 1_000).toFixed(1)} s`;
    });
    await Promise.race([stopped(signal), prove({ clients, deployment, simulator, endpoint, folder, signal, claim })]);
    await claim('the simulated services saw nothing that they do not know', async () => {
      expect(simulator.problems.length === 0, simulator.problems.join('; '));
      return `${simulator.calls.length} calls`;
    });
  } finally {
    await emulator.stop();
    await simulator.close();
  }
  const guide = join(folder, 'guide');
  mkdirSync(guide);
  const guideEmulator = await proveGuide({ venv, folder: guide, print, signal, claim, leaveOut });
  rmSync(folder, { recursive: true, force: true });
  await claim('nothing is left behind', async () => {
    for (const { pid } of [emulator, guideEmulator]) expect(!groupLives(pid), `processes of the group ${pid}`);
    expect(!existsSync(folder), `${folder} is still there`);
    const left = leftovers().filter((name) => !strangers.includes(name));
    expect(left.length === 0, `in ${tmpdir()}: ${left.join(', ')}`);
    return '0 processes, 0 folders';
  });
  print(`${summary()}\n`);
  return failed() === 0 ? 0 : 1;
};

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
const folder = mkdtempSync(join(tmpdir(), 'flowtrap-wiring-'));
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
try {
  process.exitCode = await run(folder, stop.signal);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  print(error instanceof NotRunError ? `not run: ${message.replaceAll('\n', ' ')}\n` : `FAILED  ${message}\n`);
  process.exitCode = error instanceof NotRunError ? NOT_RUN : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A proof that was stopped may still wait for something.
process.exit();
