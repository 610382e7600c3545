import { HELP, readOptions } from './options.ts';
import { prove } from './prove.ts';

const options = readOptions(process.argv.slice(2));
if (!options) process.stdout.write(`${HELP}\n`);
else process.exitCode = (await prove(options, (line) => void process.stdout.write(`${line}\n`))) ? 0 : 1;
