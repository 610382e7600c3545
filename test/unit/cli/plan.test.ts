import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../cli/command.ts';
import { plan } from '../../../cli/commands/plan.ts';
import { runCli } from '../../../cli/run.ts';

const shipped = (path: string) => new URL(`../../../${path}`, import.meta.url).pathname;
const finding = shipped('simulator/events/backdoor-c2.json');
const world = shipped('simulator/worlds/beacon.json');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowtrap-plan-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const run = async (args: readonly string[], stdin = '') => {
  const written = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    stdin: async () => stdin,
    colour: false,
    width: 200,
    signal: new AbortController().signal,
  };
  const code = await runCli([plan], ['plan', ...args], io);
  return { code, ...written };
};

const save = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('flowtrap plan', () => {
  it('prints filters as StartFlowCapture takes them', async () => {
    const { code, out } = await run([finding, '--json']);

    const [entry] = JSON.parse(out);
    expect(code).toBe(0);
    expect(entry).toMatchObject({
      file: finding,
      outcome: 'capture',
      drill: false,
      caseKey: expect.stringMatching(/^c-/),
    });
    expect(entry.filters).toEqual([
      {
        SourceAddress: { AddressDefinition: '10.0.1.10/32' },
        DestinationAddress: { AddressDefinition: '10.0.2.20/32' },
        DestinationPort: '3128',
        Protocols: ['6'],
      },
      {
        SourceAddress: { AddressDefinition: '10.0.2.20/32' },
        DestinationAddress: { AddressDefinition: '10.0.1.10/32' },
        SourcePort: '3128',
        Protocols: ['6'],
      },
    ]);
  });

  it('proves the path and names the calls in a recorded network', async () => {
    const { out } = await run([finding, '--json', '--world', world]);

    const [entry] = JSON.parse(out);
    expect(entry.paths[0]).toMatchObject({ outcome: 'on-path', confidence: 'proven' });
    expect(entry.calls.map(({ operation, times }: { operation: string; times: number }) => [operation, times])).toEqual(
      [
        ['StartFlowCapture', 2],
        ['CreateFlowLogs', 1],
      ],
    );
  });

  it('reads standard input, and one event a line', async () => {
    const text = await readFile(finding, 'utf8');
    const lines = await save('events.jsonl', `${JSON.stringify(JSON.parse(text))}\n\nnot json\n`);

    const piped = await run(['-', '--json'], text);
    const listed = await run([lines, '--json']);

    expect(JSON.parse(piped.out)).toHaveLength(1);
    expect(JSON.parse(listed.out).map(({ outcome }: { outcome: string }) => outcome)).toEqual(['capture', 'refused']);
  });

  it('gives every file of a folder an outcome and a reason, and counts them', async () => {
    await save('one.json', JSON.parse(await readFile(finding, 'utf8')));
    await save('two.json', 'hello');
    await save('three.json', { 'detail-type': 'Other', source: 'aws.other', detail: {} });

    const { out, code } = await run([folder, '--summary']);

    expect(code).toBe(0);
    expect(out).toContain('3 events: 1 capture, 1 ignored, 1 refused; 2 filters');
  });

  it('plans under another policy', async () => {
    const policy = await save('policy.json', { triggers: { exclude: ['Backdoor:*'] } });

    const { out } = await run([finding, '--json', '--policy', policy]);

    expect(JSON.parse(out)[0]).toMatchObject({
      outcome: 'ignored',
      reason: expect.stringContaining('triggers.exclude'),
    });
  });

  it.each([
    [
      'a policy that is none',
      async () => ['--policy', await save('bad.json', { capture: { rounds: 99 } })],
      1,
      /capture\.rounds.*20/,
    ],
    [
      'rounds that would outlive the state machine',
      async () => ['--policy', await save('slow.json', { capture: { rounds: 20, roundIntervalSeconds: 3600 } })],
      1,
      /capture\.rounds .*39600/,
    ],
    ['a path that is not there', async () => ['nowhere.json'], 2, /no file or folder nowhere\.json/],
    ['an option that does not exist', async () => ['--frobnicate'], 2, /--frobnicate/],
  ])('fails in one line for %s', async (_, argsFor, expected, message) => {
    const extra = await argsFor();
    const args = extra[0] === 'nowhere.json' ? extra : [finding, ...extra];

    const { code, err } = await run(args);

    expect(code).toBe(expected);
    expect(err).toMatch(message);
  });

  it('refuses a request whose rounds would outlive the state machine', async () => {
    const request = { source: 'manual', reason: 'x', subjects: ['10.0.0.5'], rounds: 20, roundIntervalSeconds: 3_600 };

    const { out } = await run(['-', '--json'], JSON.stringify(request));

    expect(JSON.parse(out)[0]).toMatchObject({ outcome: 'refused', problems: [{ path: 'rounds' }] });
  });

  it('shows hidden characters of an event instead of printing them', async () => {
    const event = JSON.parse(await readFile(finding, 'utf8'));
    event.detail.type = 'Backdoor:EC2/\u001b[31m\u202eevil\nline';
    const file = await save('hostile.json', event);

    const { out } = await run([file]);

    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u202e');
  });
});
