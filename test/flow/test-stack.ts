import { expect, onTestFinished } from 'vitest';
import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { startFlowStack } from '../support/flow-stack.ts';

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

/** A stack that ends with the test, which fails where the simulator noted a problem.
 * @param options the world is the beacon's unless they have another */
export const startTestStack = async (options: Partial<LocalStackOptions> = {}): Promise<LocalStack> => {
  const stack = await startFlowStack({ world: beacon, ...options });
  onTestFinished(() => stack.close());
  onTestFinished(() => expect(stack.simulator.problems).toEqual([]));
  return stack;
};

/** The cases that the stack has evidence of. */
export const casesIn = ({ simulator, evidenceBucket }: LocalStack): readonly string[] => [
  ...new Set(simulator.objects(evidenceBucket).flatMap(({ key }) => /^cases\/(c-[0-9a-f]{40})\//.exec(key)?.[1] ?? [])),
];

/** The first case that the stack has evidence of, empty where there is none. */
export const caseIn = (running: LocalStack): string => casesIn(running)[0] ?? '';

/** What is on record of the stack's one case. */
export const onlyCase = async (running: LocalStack) => {
  const caseIds = casesIn(running);
  expect(caseIds).toHaveLength(1);
  const caseId = caseIds[0] ?? '';
  const [record, captures, flowLogs] = await Promise.all([
    running.cases.getCase(caseId),
    running.cases.listCaptures(caseId),
    running.cases.listFlowLogs(caseId),
  ]);
  return { caseId, record, captures, flowLogs };
};

/** How often an operation succeeded. */
export const started = ({ simulator }: LocalStack, operation: string): number =>
  simulator.calls.filter((call) => call.operation === operation && call.status === 200).length;
