import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { type claims, expect } from '../support/claims.ts';
import { type Clients, clientsOn } from './support/clients.ts';
import { stopped } from './support/command.ts';
import { type Emulator, startEmulator } from './support/emulator.ts';
import { type Front, startFront } from './support/emulator-front.ts';
import { filledIn, type ShellBlock, shellBlocks, shortly } from './support/guide-blocks.ts';
import { cloneInto, environmentOf } from './support/guide-clone.ts';
import { lockBuckets } from './support/lock-buckets.ts';
import { caseIdsIn, eventually, executionsOf } from './support/observe.ts';
import { openTerminal, type Terminal } from './support/terminal.ts';
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

/** Where the guide is followed. */
interface Place {
  readonly terminal: Terminal;
  readonly clients: Clients;
  readonly simulator: Simulator;
  /** All that the terminal showed. */
  readonly shown: string[];
}

interface SeenStack {
  readonly status: string;
  readonly outputs: readonly (readonly [string, string])[];
}

/** Stacks that there are, by name. */
const stacksOn = async ({ formation }: Clients): Promise<ReadonlyMap<string, SeenStack>> => {
  const { Stacks = [] } = await formation.send(new DescribeStacksCommand({}));
  return new Map(
    Stacks.map(({ StackName = '', StackStatus = '', Outputs = [] }) => [
      StackName,
      {
        status: StackStatus,
        outputs: Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const),
      },
    ]),
  );
};

const outputsOn = async (clients: Clients): Promise<ReadonlyMap<string, string>> =>
  new Map([...(await stacksOn(clients)).values()].flatMap(({ outputs }) => outputs));

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

/** Every case that was started: by the AWS CLI, by `flowtrap capture` and by `flowtrap redrive`. */
const casesClosed = async (place: Place, front: Front): Promise<string> => {
  const outputs = await outputsOn(place.clients);
  const [table = '', machine = ''] = [outputs.get('TableName'), outputs.get('RespondArn')];
  const ended = await eventually('end of three executions', 60, async () => {
    const found = await executionsOf(place.clients, machine);
    return found.length === 3 && found.every(({ status }) => status !== 'RUNNING') ? found : undefined;
  });
  const failures = ended.filter(({ status }) => status !== 'SUCCEEDED').map(({ output }) => output);
  expect(failures.length === 0, failures.join('; '));
  const credentials = { accessKeyId: home.account, secretAccessKey: 'simulated' };
  const clientConfig = () => ({ region: home.region, endpoint: front.endpoint, credentials });
  const store = caseStore(dynamoRecordTable({ env: {}, clock: { nowMs: Date.now }, clientConfig }, table));
  const cases = await Promise.all((await caseIdsIn(place.clients, table)).map((id) => store.getCase(id)));
  const told = cases.map(({ status, grade }) => `${status} ${grade}`);
  expect(told.length === 3 && told.every((one) => one === 'CLOSED COMPLETE'), told.join(', '));
  return `${told.length} cases, each ${told[0]}`;
};

const verdictsSchema = z.object({
  findings: z.array(z.object({ check: z.string(), outcome: z.string(), subject: z.string(), detail: z.string() })),
});

/** What `flowtrap doctor` finds that is not as it should be, and how many things it looked at. */
const diagnose = async ({ terminal }: Place) => {
  const { output } = await terminal.type('npm run -s flowtrap -- doctor --json || true');
  const { findings } = verdictsSchema.parse(JSON.parse(output));
  const told = findings
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ check, outcome, subject, detail }) => `${check} ${outcome}: ${subject} ${detail}`);
  return { told, looked: findings.length };
};

/** After the cases, their flow logs are on, and nothing else is in the way of anything. */
const doctorOnDeployment = async (place: Place): Promise<string> => {
  const { told, looked } = await diagnose(place);
  expect(told.length === 1 && /^leases warning: .*flow logs of ours are on/.test(told.join()), told.join('\n'));
  return `${looked - 1} things are ok, and ${told.join()}`;
};

const doctorAfterwards = async (place: Place): Promise<string> => {
  const { told } = await diagnose(place);
  const failures = told.filter((one) => one.includes(' failed: '));
  const lost = /^stacks failed: flowtrap-stateless cannot be read: .*does not exist/;
  expect(
    failures.some((one) => lost.test(one)),
    told.join('\n'),
  );
  return `${failures.length} things failed, the first: ${failures[0]}`;
};

/** What `npm run destroy` says it does. */
const destroyed = async ({ clients }: Place): Promise<string> => {
  const stacks = await stacksOn(clients);
  const left = [...stacks.keys()].filter((name) => name.startsWith('flowtrap-'));
  expect(left.join() === 'flowtrap-stateful', `left: ${left.join(', ')}`);
  return 'flowtrap-stateless is gone, flowtrap-stateful stays';
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
