import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type claims, expect } from '../support/claims.ts';
import { casesClosed, destroyed, doctorAfterwards, doctorOnDeployment } from './guide-claims.ts';
import { clientsOn } from './support/clients.ts';
import { stopped } from './support/command.ts';
import { type Emulator, startEmulator } from './support/emulator.ts';
import { type Front, startFront } from './support/emulator-front.ts';
import { filledIn, type ShellBlock, shellBlocks, shortly } from './support/guide-blocks.ts';
import { cloneInto, environmentOf } from './support/guide-clone.ts';
import { outputsOn, type Place, stacksOn } from './support/guide-place.ts';
import { lockBuckets } from './support/lock-buckets.ts';
import { openTerminal } from './support/terminal.ts';
import { findingOf, home, startWorld, suspect } from './support/world.ts';

export interface GuideOptions extends Pick<ReturnType<typeof claims>, 'claim' | 'leaveOut'> {
  readonly venv: string;
  /** Everything goes below. */
  readonly folder: string;
  readonly print: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Sections whose commands need what the emulator does not have. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['3. Members', "the emulator's CloudFormation has no stack sets (InvalidAction)"],
  ['4. Connect Security Hub', 'the emulator has no Security Hub (MethodNotAllowed)'],
]);

/** What a deployment made and the emulator left out. */
const complete = async ({ clients, simulator }: Place): Promise<void> => {
  if (!(await stacksOn(clients)).has('flowtrap-stateful')) return;
  await lockBuckets(clients, 'flowtrap-stateful');
  // EC2 is simulated, and refuses flow logs to a bucket that it does not know.
  simulator.createBucket((await outputsOn(clients)).get('FlowLogBucketName') ?? '');
};

/** What whoever follows the guide knows by now: the outputs that a deployment printed, and the case that a command named. */
const wordsOn = async ({ clients, shown }: Place): Promise<ReadonlyMap<string, string>> => {
  const outputs = await outputsOn(clients);
  const cases = shown.join('').match(/c-[0-9a-f]{40}/g);
  return new Map([
    ...outputs,
    ['account', home.account],
    ['region', home.region],
    ['interface', suspect],
    ['case', cases?.at(-1) ?? ''],
  ]);
};

const follow = async (place: Place, { script }: ShellBlock): Promise<string> => {
  await complete(place);
  const words = await wordsOn(place);
  const begunMs = Date.now();
  const { code, output } = await place.terminal.type(filledIn(script, (word) => words.get(word)));
  place.shown.push(output);
  expect(code === 0, `it ended with ${code}\n${output.slice(-6_000)}`);
  const last = output.split('\n').findLast((line) => /[a-z]/i.test(line)) ?? '';
  return `${Math.round((Date.now() - begunMs) / 1_000)} s, ${last.trim().slice(0, 100)}`;
};

/** An event that could not be delivered, for `redrive` to find. */
const leaveDeadLetter = async ({ clients }: Place): Promise<void> => {
  const QueueUrl = (await outputsOn(clients)).get('DeadLettersUrl');
  await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(findingOf(8)) }));
};

const followAll = async (place: Place, front: Front, { claim, leaveOut, folder }: GuideOptions): Promise<void> => {
  const page = readFileSync(join(folder, 'flowtrap', 'docs', 'deployment.md'), 'utf8');
  const blocks = shellBlocks(page);
  for (const block of blocks) {
    const named = `guide, ${block.section}: ${shortly(block.script)}`;
    const reason = LEFT_OUT.get(block.section);
    if (reason !== undefined) {
      leaveOut(named, reason);
      continue;
    }
    if (block.script.includes('redrive')) await leaveDeadLetter(place);
    if (block.section === 'Taking it away') {
      await claim('every case that the guide starts is closed', () => casesClosed(place, front));
      await claim('flowtrap doctor finds the deployment in order', () => doctorOnDeployment(place));
    }
    await claim(named, () => follow(place, block));
  }
  await claim('what the guide destroys is gone, what it keeps is there', () => destroyed(place));
  await claim('flowtrap doctor says so', () => doctorAfterwards(place));
  await claim('every section that is left out is in the guide', async () => {
    const stale = [...LEFT_OUT.keys()].filter((section) => !blocks.some((block) => block.section === section));
    expect(stale.length === 0, stale.join(', '));
    return `${blocks.length} blocks, ${LEFT_OUT.size} sections left out`;
  });
};

/** Follows the deployment guide from its first command to its last, on an emulator of its own.
 * @returns the emulator, which has been stopped */
export const proveGuide = async (options: GuideOptions): Promise<Emulator> => {
  const { venv, folder, signal, print } = options;
  const simulator = await startWorld();
  const simulated = {
    AWS_ENDPOINT_URL_EC2: simulator.endpoint('ec2'),
    AWS_ENDPOINT_URL_NETWORK_FIREWALL: simulator.endpoint('network-firewall'),
  };
  const endpoints = { ...simulated, AWS_ENDPOINT_URL_STS: simulator.endpoint('sts') };
  const emulator = await startEmulator({ ...home, venv, folder, endpoints, signal });
  const front = await startFront(emulator.endpoint);
  try {
    const cwd = cloneInto(folder);
    const env = environmentOf(options, { ...simulated, AWS_ENDPOINT_URL: front.endpoint });
    const terminal = openTerminal({ cwd, env, folder, signal });
    const place: Place = { terminal, clients: clientsOn(front.endpoint, home), simulator, shown: [] };
    await Promise.race([stopped(signal), followAll(place, front, options)]);
    for (const note of front.notes()) print(`adapted ${note}\n`);
  } finally {
    await front.stop();
    await emulator.stop();
    await simulator.close();
  }
  return emulator;
};
