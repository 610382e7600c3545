import { createInterface } from 'node:readline/promises';
import { flag, type OptionValues, UsageError } from './command.ts';

/** Asks a person, and gives the answer. */
export type Ask = (question: string) => Promise<string>;

export const confirmOption = { yes: { type: 'boolean' } } as const;
export const confirmHelp = { yes: 'do not ask first; needed where nobody can be asked' };

/** Asks at the terminal; undefined where there is none. */
export const terminalAsk = (): Ask | undefined => {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  return async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  };
};

/** Whether to go on with what cannot be undone. @throws UsageError when nobody can be asked and nobody has said so before */
export const isConfirmed = async (values: OptionValues, ask: Ask | undefined, question: string): Promise<boolean> => {
  if (flag(values, 'yes')) return true;
  if (!ask) throw new UsageError(`${question} Say --yes: nobody can be asked here`);
  return /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim());
};
