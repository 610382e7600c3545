import { readFileSync } from 'node:fs';
import { seededRandom } from '../../prove/random.ts';
import { hostileEvent } from '../../prove/stages/hostile-event.ts';
import { hostileTemplates } from '../../prove/stages/hostile-templates.ts';
import type { LocalStack } from '../../simulator/local-stack.ts';
import { startFlowStack } from './flow-stack.ts';

/** Run by itself, in a process whose options close prototypes as Lambda's do: plays one whole case with members that are
 * named like prototypes, then hostile triggers, through the bundles, and prints what came of it. */
const TRIGGERS = 120;

const shipped = (path: string): string => readFileSync(new URL(`../../simulator/${path}`, import.meta.url), 'utf8');

const isClosed = (): boolean => {
  try {
    return Reflect.get({}, '__proto__') === undefined;
  } catch {
    return true;
  }
};

/** JSON text can name `__proto__` as a member of its own. */
const polluting = (text: string): unknown =>
  JSON.parse(
    text.replace(/"detail": ?\{/, '"detail":{"__proto__":{"admin":1},"constructor":{"prototype":{"polluted":1}},'),
  );

const executionArn = (index: number): string =>
  `arn:aws:states:us-east-1:111122223333:execution:respond:hostile-${index}`;

/** Hostile triggers through the bundle of `plan-case`. Returns the errors of those that it did not survive. */
const playHostile = async ({ functions }: LocalStack, finding: unknown): Promise<readonly string[]> => {
  const { PlanCase } = functions;
  if (!PlanCase) throw new TypeError('no function PlanCase');
  const random = seededRandom(7);
  const errors: string[] = [];
  for (let index = 0; index < TRIGGERS; index += 1) {
    const { trigger } = hostileEvent(random.pick([finding, ...hostileTemplates]), random);
    const plan = async () => await Reflect.apply(PlanCase, undefined, [{ trigger, executionArn: executionArn(index) }]);
    await plan().catch((error: unknown) => errors.push(String(error)));
  }
  return errors;
};

const run = async (): Promise<object> => {
  const stack = await startFlowStack({
    world: JSON.parse(shipped('worlds/beacon.json')),
    policy: JSON.stringify({ capture: { rounds: 1 } }),
  });
  const finding = shipped('events/backdoor-c2.json');
  const whole = await stack.respond({ name: 'whole', input: polluting(finding) });
  const sweep = await stack.retireFlowLogs('sweep');
  const errors = await playHostile(stack, JSON.parse(finding));
  await stack.close();
  return {
    closed: isClosed(),
    whole: whole.status,
    captures: stack.simulator.calls.filter(({ operation }) => operation === 'StartFlowCapture').length,
    sweep: sweep.status,
    triggers: TRIGGERS,
    errors,
    polluted: [...Object.keys(Object.prototype), ...Object.keys(Array.prototype)],
  };
};

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.stdout.write(`${JSON.stringify(await run())}\n`);
