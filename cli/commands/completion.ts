import { type Command, exitCodes, UsageError } from '../command.ts';

const optionsOf = ({ options }: Command): readonly string[] =>
  [...Object.keys(options), 'help'].map((name) => `--${name}`);

const bash = (commands: readonly Command[]): string => `_flowtrap() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${commands.map((command) => `    ${command.name}) COMPREPLY=($(compgen -W "${optionsOf(command).join(' ')}" -- "$word")) ;;`).join('\n')}
  esac
  [ "\${#COMPREPLY[@]}" -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _flowtrap flowtrap
`;

/** zsh runs bash's completions itself. */
const zsh = (commands: readonly Command[]): string => `autoload -Uz bashcompinit && bashcompinit
${bash(commands)}`;

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const fish = (commands: readonly Command[]): string =>
  commands
    .flatMap(({ name, summary, options, optionHelp }) => [
      `complete -c flowtrap -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...Object.keys(options).map(
        (option) =>
          `complete -c flowtrap -n '__fish_seen_subcommand_from ${name}' -l ${option} -d ${quoted(optionHelp[option] ?? '')}`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('');

const SHELLS = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
]);

/** Prints what a shell needs to complete commands and options.
 * @param commands every command, this one included */
export const completionOf = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  summary: 'print the completion script of a shell',
  usage: '<bash|zsh|fish>',
  options: {},
  optionHelp: {},
  examples: [
    'source <(flowtrap completion bash)',
    'flowtrap completion fish > ~/.config/fish/completions/flowtrap.fish',
  ],
  run: async ([shell = '', ...more], _, io) => {
    const script = SHELLS.get(shell);
    if (script === undefined || more.length > 0)
      throw new UsageError(`name one shell: ${[...SHELLS.keys()].join(', ')}`);
    io.out(script(commands()));
    return exitCodes.ok;
  },
});
