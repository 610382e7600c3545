import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Ended } from './command.ts';

/** Python has terminals, Node has none. The code that it ends with is that of what it ran. */
const AT_A_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';

const QUESTION = /\(y\/n\)\s*$/;

/** Where commands are typed, one script after the other. */
export interface Terminal {
  /** Runs a script as if it were typed: what it exports, later ones see; the first command that fails ends it. A question is
   * answered with yes. */
  readonly type: (script: string) => Promise<Ended>;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the terminal remembers what was exported. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A terminal with a person at it. */
export const openTerminal = ({ cwd, env, folder, signal }: TerminalOptions): Terminal => {
  const exported = join(folder, 'exported');
  rmSync(exported, { force: true });
  const type = (script: string): Promise<Ended> =>
    new Promise((resolve) => {
      const text = `[ ! -e '${exported}' ] || . '${exported}'\ntrap "export -p > '${exported}'" EXIT\nset -e\n${script}\n`;
      const child = spawn('python3', ['-c', AT_A_TERMINAL, 'bash', '-c', text], {
        cwd,
        env: { ...env, TERM: 'dumb', COLUMNS: '200' },
        signal,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let output = '';
      let answeredAt = 0;
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        output += stripVTControlCharacters(part).replaceAll('\r', '');
        if (output.length === answeredAt || !QUESTION.test(output)) return;
        answeredAt = output.length;
        child.stdin.write('y\n');
      });
      child.once('error', (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
      child.once('close', (code) => resolve({ code: code ?? 1, output }));
    });
  return { type };
};
