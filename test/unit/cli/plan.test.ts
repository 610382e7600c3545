import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../cli/command.ts';
import { plan } from '../../../cli/commands/plan.ts';
import { runCli } from '../../../cli/run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const shipped = (path: string) => new URL(`../../../${path}`, import.meta.url).pathname;
const finding = shipped('simulator/events/backdoor-c2.json');
const world = shipped('simulator/worlds/beacon.json');

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
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

  it('says of a port that does not parse what is wrong, and captures without it', async () => {
    const event = JSON.parse(await readFile(finding, 'utf8'));
    event.detail.service.action.networkConnectionAction.remotePortDetails.port = 'proxy';
    const path = 'detail.service.action.networkConnectionAction.remotePortDetails.port';
    const file = await save('port.json', event);

    const alone = await run([file, '--json']);
    const inNetwork = await run([file, '--json', '--world', world]);
    const held = await run([await save('low.json', { ...event, detail: { ...event.detail, severity: 2 } }), '--json']);
    const text = await run([file]);

    for (const { out } of [alone, inNetwork]) {
      const [entry] = JSON.parse(out);
      expect(entry).toMatchObject({
        outcome: 'capture',
        problems: [{ path, problem: expect.stringContaining('port') }],
      });
      expect(entry.filters).toMatchObject([
        {
          SourceAddress: { AddressDefinition: '10.0.1.10/32' },
          DestinationAddress: { AddressDefinition: '10.0.2.20/32' },
        },
        {
          SourceAddress: { AddressDefinition: '10.0.2.20/32' },
          DestinationAddress: { AddressDefinition: '10.0.1.10/32' },
        },
      ]);
      expect(JSON.stringify(entry.filters)).not.toContain('Port');
    }
    expect(JSON.parse(held.out)).toMatchObject([{ outcome: 'ignored', held: true, problems: [{ path }] }]);
    expect(text.out).toContain(`problem   ${path}`);
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

  it('reads archives as other tools write them', async () => {
    const event = JSON.parse(await readFile(finding, 'utf8'));
    const one = JSON.stringify(event);
    const many = {
      Findings: Array.from({ length: 300 }, (_, index) => ({ ...event.detail, arn: `${event.detail.arn}${index}` })),
    };
    const outcomes = async (name: string, content: string | Uint8Array) => {
      await writeFile(join(folder, name), content);
      const { out } = await run([join(folder, name), '--json']);
      return JSON.parse(out).map((entry: { outcome: string }) => entry.outcome);
    };

    expect(await outcomes('marked.json', `\uFEFF${one}`)).toEqual(['capture']);
    expect(await outcomes('utf16.json', Buffer.from(`\uFEFF${one}`, 'utf16le'))).toEqual(['capture']);
    expect(await outcomes('packed.json.gz', gzipSync(one))).toEqual(['capture']);
    expect(await outcomes('packed.jsonl.gz', gzipSync(`${one}\n${one}\n`))).toEqual(['capture', 'capture']);
    expect(await outcomes('delivered', `${one}${one}`)).toEqual(['capture', 'capture']);
    expect(await outcomes('lines.json', `${one}\nnot json\n${one}`)).toEqual(['capture', 'refused', 'capture']);
    expect(await outcomes('large.json', JSON.stringify(many, null, 2))).toEqual(Array(300).fill('capture'));
    const alarm = { AlarmName: 'Egress', StateValue: 'OK' };
    const alarms = { MetricAlarms: Array(250).fill(alarm), CompositeAlarms: [alarm] };
    expect(await outcomes('alarms.json', JSON.stringify(alarms))).toEqual(Array(251).fill('ignored'));
    expect(await outcomes('broken.gz', gzipSync(one).subarray(0, 50))).toEqual(['refused']);
  });

  it('plans a drill as a caller would run it', async () => {
    const drill = shipped('docs/examples/drill.json');
    const { event } = JSON.parse(await readFile(drill, 'utf8'));
    event.detail.severity = 2;
    const sample = await save('sample.json', event);

    const [asked, waiting, handed] = await Promise.all([
      run([drill, '--json']),
      run([sample, '--json']),
      run([sample, '--json', '--run-drill']),
    ]);

    expect([asked, waiting, handed].map(({ out }) => JSON.parse(out)[0])).toMatchObject([
      { outcome: 'capture', drill: true },
      { outcome: 'ignored', drill: true },
      { outcome: 'capture', drill: true },
    ]);
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
