import type { Command } from './command.ts';

const padded = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

const EXIT_CODES = `Exit codes
  0  done
  1  failed: the message says what and where
  2  called wrongly
  3  the case ended in a grade that asks for a person (PARTIAL, NOT_ON_PATH, REFUSED, EXPIRED, NEEDS_OPERATOR)
  130  stopped by Ctrl-C`;

/** What `flowtrap` and `flowtrap --help` print. */
export const generalHelp = (commands: readonly Command[]): string =>
  [
    'flowtrap: catches the live network flows of an incident before they close',
    '',
    'Usage: flowtrap <command> [options]',
    '',
    'Commands',
    padded(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Run "flowtrap <command> --help" for its options and examples.',
    '',
    EXIT_CODES,
    '',
  ].join('\n');

/** What `flowtrap <command> --help` prints. */
export const commandHelp = ({ name, summary, usage, options, optionHelp, examples }: Command): string => {
  const rows = Object.entries(options).map(([option, { type }]): readonly [string, string] => [
    `--${option}${type === 'string' ? ` ${option.toUpperCase()}` : ''}`,
    optionHelp[option] ?? '',
  ]);
  return [
    `flowtrap ${name}: ${summary}`,
    '',
    `Usage: flowtrap ${name} ${usage}`,
    '',
    'Options',
    padded([...rows, ['--help', 'this text']]),
    '',
    'Examples',
    ...examples.map((example) => `  ${example}`),
    '',
    EXIT_CODES,
    '',
  ].join('\n');
};
