import type { Usage } from '../functions/lib/domain/cost.ts';
import type { EngineEvent } from './engine/state-machine.ts';
import type { Call } from './wire/calls.ts';

/** Bytes of an item's JSON in one unit; the JSON on the wire is a little longer than what DynamoDB counts. */
const WRITE_UNIT = 1_024;

const writeUnitsOf = ({ operation, parameters }: Call): number =>
  operation === 'PutItem' ? Math.ceil(JSON.stringify(parameters?.Item ?? {}).length / WRITE_UNIT) : 1;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** What AWS would charge for what happened: transitions and function calls as the engine saw them, the rest from the wire.
 * The time of a function's call is not simulated, so it is given.
 * @param gbSecondsPerCall memory times time of an average call */
export const usageFrom = (events: readonly EngineEvent[], calls: readonly Call[], gbSecondsPerCall: number): Usage => {
  const entered = events.flatMap((event) => (event.type === 'StateEntered' ? [event.state] : []));
  const lambdaCalls = entered.filter(({ type }) => type === 'Task').length;
  const simulatedWaits = entered.filter(({ name }) => name.startsWith('WaitFor')).length;
  const made = lambdaCalls - simulatedWaits;
  const dynamo = calls.filter(({ service }) => service === 'dynamodb');
  const writes = dynamo.filter(({ operation = '' }) => /^(Put|Delete|Update)Item$/.test(operation));
  const s3 = calls.filter(({ service }) => service === 's3');
  const puts = s3.filter(({ operation }) => operation === 'PutObject').length;
  return {
    transitions: entered.length,
    lambdaCalls: made,
    lambdaGbSeconds: made * gbSecondsPerCall,
    writeUnits: sum(writes.map(writeUnitsOf)),
    readUnits: dynamo.length - writes.length,
    puts,
    gets: s3.length - puts,
  };
};
