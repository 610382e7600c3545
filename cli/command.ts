import type { ParseArgsConfig } from 'node:util';

/** Where a command reads and writes, so that a test can look on. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: () => Promise<string>;
  /** Colour is for people: a terminal that has not asked for none. */
  readonly colour: boolean;
  /** Columns of the terminal; a pipe has as many as a line needs. */
  readonly width: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** One command of `flowtrap`: a new command is a new file and a line in the registry. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name: `<file|folder|-> [options]`. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Each option in words, by its name. */
  readonly optionHelp: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
  /** @returns the exit code */
  readonly run: (positionals: readonly string[], values: OptionValues, io: Io) => Promise<ExitCode>;
}

/** Exit codes, the same for every command. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** The case ended in a grade that asks for a person. */
  needsPerson: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The command was called wrongly: what is wrong and how to do it right, in a line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads an option that takes text. */
export const textOption = (values: OptionValues, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

/** Reads an option that may be given again. */
export const textOptions = (values: OptionValues, name: string): readonly string[] =>
  [values[name] ?? []].flat().filter((value) => typeof value === 'string');

export const flag = (values: OptionValues, name: string): boolean => values[name] === true;
