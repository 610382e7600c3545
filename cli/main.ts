import { buffer } from 'node:stream/consumers';
import { exitCodes } from './command.ts';
import { commands } from './commands/registry.ts';
import { runCli } from './run.ts';
import { textOfBytes } from './text-of-bytes.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const isTerminal = process.stdout.isTTY === true;

const code = await runCli(commands, process.argv.slice(2), {
  out: (line) => process.stdout.write(line),
  err: (line) => process.stderr.write(line),
  stdin: async () => textOfBytes(await buffer(process.stdin)),
  colour: isTerminal && process.env.NO_COLOR === undefined,
  width: isTerminal ? process.stdout.columns : 200,
  signal: stop.signal,
});

// A stopped command leaves timers of the engine behind, which would keep the process alive.
if (code === exitCodes.interrupted) process.exit(code);
process.exitCode = code;
