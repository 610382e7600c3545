import { parseArgs } from 'node:util';
import { visible } from '../functions/lib/domain/visible-text.ts';
import { adviceOn } from './advice.ts';
import { type Command, type ExitCode, exitCodes, type Io, UsageError } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';

const parsed = (command: Command, args: readonly string[]) => {
  try {
    const options = { ...command.options, help: { type: 'boolean' as const } };
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the options cannot be read');
  }
};

const runCommand = async (command: Command, args: readonly string[], io: Io): Promise<ExitCode> => {
  const { positionals, values } = parsed(command, args);
  if (values.help === true) {
    io.out(commandHelp(command, io.width));
    return exitCodes.ok;
  }
  return await command.run(positionals, values, io);
};

const failed = (error: unknown, name: string, io: Io): ExitCode => {
  if (io.signal.aborted) {
    io.err(`flowtrap ${name}: stopped\n`);
    return exitCodes.interrupted;
  }
  const message = error instanceof Error ? error.message : 'unknown failure';
  const advice = adviceOn(error);
  io.err(`flowtrap ${name}: ${visible(message)}${advice === undefined ? '' : `: ${advice}`}\n`);
  if (!(error instanceof UsageError)) return exitCodes.failed;
  io.err(`Run "flowtrap ${name} --help" for its options.\n`);
  return exitCodes.usage;
};

/** Runs one command line. Never throws: a failure is one line on standard error and an exit code. */
export const runCli = async (commands: readonly Command[], args: readonly string[], io: Io): Promise<ExitCode> => {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    io.out(generalHelp(commands, io.width));
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  const command = commands.find((known) => known.name === name);
  if (!command) {
    io.err(`flowtrap: no command "${visible(name)}". Commands: ${commands.map((known) => known.name).join(', ')}\n`);
    return exitCodes.usage;
  }
  return await runCommand(command, rest, io).catch((error: unknown) => failed(error, name, io));
};
