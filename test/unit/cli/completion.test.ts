import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../cli/commands/registry.ts';
import { runCli } from '../../../cli/run.ts';

const scriptFor = async (shell: string): Promise<string> => {
  const out: string[] = [];
  await runCli(commands, ['completion', shell], {
    out: (text) => out.push(text),
    err: (text) => out.push(`error: ${text}`),
    stdin: async () => '',
    colour: false,
    width: 80,
    signal: new AbortController().signal,
  });
  return out.join('');
};

/** What bash offers after `words`, asked of bash itself. */
const offered = async (words: readonly string[]): Promise<readonly string[]> => {
  const ask = `COMP_WORDS=(flowtrap "$@"); COMP_CWORD=$#; _flowtrap; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `${await scriptFor('bash')}${ask}`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n');
};

describe('completion', () => {
  it('offers commands in bash', async () => {
    expect(await offered(['ver'])).toEqual(['verify']);
    expect(await offered([''])).toEqual(commands.map(({ name }) => name));
  });

  it('offers the options of the command in bash', async () => {
    expect(await offered(['verify', '--'])).toEqual(['--key', '--json', '--help']);
  });

  it('names every command and option for fish', async () => {
    const lines = (await scriptFor('fish')).trim().split('\n');

    const options = commands.flatMap((command) => Object.keys(command.options));
    expect(lines).toHaveLength(commands.length + options.length);
    expect(lines.every((line) => line.replaceAll("\\'", '').split("'").length % 2 === 1)).toBe(true);
  });

  it('loads the bash script in zsh', async () => {
    expect(await scriptFor('zsh')).toBe(`autoload -Uz bashcompinit && bashcompinit\n${await scriptFor('bash')}`);
  });

  it('knows three shells', async () => {
    expect(await scriptFor('tcsh')).toContain('name one shell: bash, zsh, fish');
  });
});
