import { execSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../cli/command.ts';
import { demo } from '../../cli/commands/demo.ts';
import { commands } from '../../cli/commands/registry.ts';
import { runCli } from '../../cli/run.ts';
import { recordingIo } from '../cli/io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = async (...args: string[]) => {
  const stop = new AbortController();
  const written = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      written.out += text;
      if (args.includes('--stop-now')) stop.abort();
    },
    err: (text) => {
      written.err += text;
    },
    stdin: async () => '',
    colour: false,
    width: 160,
    signal: stop.signal,
  };
  const code = await runCli([demo], ['demo', '--speed', '100000', ...args.filter((arg) => arg !== '--stop-now')], io);
  return { code, ...written };
};

describe('flowtrap demo', () => {
  it('ends with grade COMPLETE and one JSON document on standard output', async () => {
    const { code, out } = await run('--json');

    const shown = JSON.parse(out);
    expect(code).toBe(0);
    expect(shown.record).toMatchObject({ grade: 'COMPLETE' });
    expect(shown.captures.length).toBeGreaterThanOrEqual(2);
  });

  it('shows states, waits, calls, flows and files to a person, without colour in a pipe', async () => {
    const { code, out } = await run();

    expect(code).toBe(0);
    expect(out).not.toContain('\u001b[');
    expect(out).not.toMatch(/[ \t]$/m);
    for (const text of [
      'StartFlowCapture',
      'CreateFlowLogs',
      'waits 65 s',
      'persistent',
      'closed',
      'new',
      'manifest.json',
    ])
      expect(out).toContain(text);
  });

  it('keeps a case for every command that reads one, and names commands that work as they are printed', async () => {
    const { code, out } = await run('--keep');
    const folder = temporaryFolder();
    const caseId = /Case (c-[0-9a-f]{40})/.exec(out)?.[1] ?? '';
    const kept = async (...args: readonly string[]) => {
      const { io, err } = recordingIo();
      return [args[0], await runCli(commands, args, io), err()];
    };

    expect(code).toBe(0);
    for (const args of [
      ['cases'],
      ['show', caseId],
      ['flows', caseId],
      ['follow', caseId],
      ['report', caseId],
      ['export', caseId, join(folder, 'evidence')],
      ['verify', caseId],
    ])
      expect(await kept(...args)).toEqual([args[0], 0, '']);
    const printed = out.match(/npm run flowtrap -- .*/g) ?? [];
    expect(printed.map((command) => command.split(' ')[4])).toEqual(['report', 'verify']);
    for (const command of printed)
      expect(execSync(command, { encoding: 'utf8' })).toMatch(/report\.html|The package holds/);
  }, 60_000);

  it('says why an event opens no case', async () => {
    const finding = await readFile(new URL('../../simulator/events/backdoor-c2.json', import.meta.url), 'utf8');
    const file = join(temporaryFolder(), 'mild.json');
    await writeFile(file, finding.replace(/"severity": [0-9.]+/, '"severity": 1'));

    const { code, out } = await run('--event', file);

    expect(code).toBe(0);
    expect(out).toContain('No case was opened: severity 1 is below');
  });

  it('stops cleanly when it is interrupted', async () => {
    const { code, err } = await run('--stop-now');

    expect(code).toBe(130);
    expect(err).toBe('flowtrap demo: stopped\n');
  });

  it.each([
    [['--speed', '0'], /--speed/],
    [['--event', 'a.json', '--request', 'b.json'], /exclude each other/],
    [['--event', 'nowhere.json'], /nowhere\.json/],
  ])('refuses %j in one line', async (args, message) => {
    const { code, err } = await run(...args);

    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
