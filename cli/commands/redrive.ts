import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import { deadLetterQueue } from '../aws/dead-letters.ts';
import { type Env, machineFrom, machineOption } from '../aws/machine.ts';
import { type Redriven, redriveOne } from '../aws/redrive-one.ts';
import { type Command, exitCodes, flag, type OptionValues, textOption, UsageError } from '../command.ts';

/** What the command reaches outside of its own process. */
export interface RedriveDeps {
  readonly env: Env;
  readonly sfn: (region: string) => SFNClient;
  readonly sqs: (region: string) => SQSClient;
}

const VARIABLE = 'FLOWTRAP_DEAD_LETTERS_URL';

const queueFrom = (values: OptionValues, env: Env): string => {
  const url = textOption(values, 'queue-url') ?? env[VARIABLE];
  if (url === undefined || url === '')
    throw new UsageError(`name the queue by --queue-url or ${VARIABLE}: DeadLettersUrl of the stack's outputs`);
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is not the URL of a queue`);
  return url;
};

const lineOf = (id: string, { done, what }: Redriven): string =>
  `${done ? 'deleted' : 'kept   '} ${visible(id)}  ${visible(what)}\n`;

/** The command on the given clients. */
export const redriveWith = (deps: RedriveDeps): Command => ({
  name: 'redrive',
  summary: 'start the cases whose events could not be delivered, from the queue of dead letters',
  usage: '[options]',
  options: { [machineOption.name]: { type: 'string' }, 'queue-url': { type: 'string' }, json: { type: 'boolean' } },
  optionHelp: {
    [machineOption.name]: machineOption.help,
    'queue-url': `the queue: DeadLettersUrl of the stack flowtrap-stateless; ${VARIABLE} by default`,
    json: 'one JSON object a letter, as it is done',
  },
  examples: [
    'flowtrap redrive',
    'flowtrap redrive --queue-url https://sqs.eu-central-1.amazonaws.com/111122223333/flowtrap-respond-dead-letters',
  ],
  run: async (positionals, values, io) => {
    if (positionals.length > 0) throw new UsageError('redrive takes options only');
    const machine = machineFrom(values, deps.env);
    const queue = deadLetterQueue(deps.sqs(machine.region), queueFrom(values, deps.env));
    const sfn = deps.sfn(machine.region);
    const json = flag(values, 'json');
    let deleted = 0;
    let kept = 0;
    for await (const letter of queue.letters(io.signal)) {
      const { done, what } = await redriveOne(sfn, machine, letter.body);
      if (done) await queue.remove(letter);
      if (done) deleted += 1;
      else kept += 1;
      io.out(json ? `${JSON.stringify({ id: letter.id, deleted: done, what })}\n` : lineOf(letter.id, { done, what }));
    }
    if (!json) io.out(`${deleted + kept} dead letters: ${deleted} started and deleted, ${kept} kept in the queue\n`);
    return kept === 0 ? exitCodes.ok : exitCodes.failed;
  },
});

/** Puts dead letters back, each once. */
export const redrive: Command = redriveWith({
  env: process.env,
  sfn: (region) => new SFNClient({ region }),
  sqs: (region) => new SQSClient({ region }),
});
