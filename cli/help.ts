import type { Command } from './command.ts';

const NARROWEST = 30;

/** Words in lines of at most `width` characters, or of one word that is longer. */
const inLines = (text: string, width: number): readonly string[] => {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
};

/** Two columns, of which the right one is broken where the terminal ends. */
const padded = (rows: readonly (readonly [string, string])[], width: number): string => {
  const left = Math.max(0, ...rows.map(([text]) => text.length));
  const room = Math.max(NARROWEST, width - left - 4);
  return rows
    .flatMap(([name, text]) =>
      inLines(text, room).map((line, index) => `  ${(index === 0 ? name : '').padEnd(left)}  ${line}`),
    )
    .join('\n');
};

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'done'],
  ['1', 'failed: the message says what and where'],
  ['2', 'called wrongly'],
  ['3', 'the case ended in a grade that asks for a person (PARTIAL, NOT_ON_PATH, REFUSED, EXPIRED, NEEDS_OPERATOR)'],
  ['130', 'stopped by Ctrl-C'],
];

/** What stands for an option's value: the last word of its name. */
const placeholder = (option: string): string => (option.split('-').at(-1) ?? '').toUpperCase();

/** What `flowtrap` and `flowtrap --help` print.
 * @param width columns of the terminal */
export const generalHelp = (commands: readonly Command[], width: number): string =>
  [
    'flowtrap: catches the live network flows of an incident before they close',
    '',
    'Usage: flowtrap <command> [options]',
    '',
    'Commands',
    padded(
      commands.map(({ name, summary }) => [name, summary]),
      width,
    ),
    '',
    'Run "flowtrap <command> --help" for its options and examples.',
    '',
    'Exit codes',
    padded(EXIT_CODES, width),
    '',
  ].join('\n');

/** What `flowtrap <command> --help` prints.
 * @param width columns of the terminal */
export const commandHelp = (command: Command, width: number): string => {
  const { name, summary, usage, options, optionHelp, examples } = command;
  const rows = Object.entries(options).map(([option, { type }]): readonly [string, string] => [
    `--${option}${type === 'string' ? ` ${placeholder(option)}` : ''}`,
    optionHelp[option] ?? '',
  ]);
  return [
    `flowtrap ${name}: ${summary}`,
    '',
    `Usage: flowtrap ${name} ${usage}`,
    '',
    'Options',
    padded([...rows, ['--help', 'this text']], width),
    '',
    'Examples',
    ...examples.map((example) => `  ${example}`),
    '',
    'Exit codes',
    padded(EXIT_CODES, width),
    '',
  ].join('\n');
};
