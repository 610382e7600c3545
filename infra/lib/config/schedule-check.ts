import type { Problem } from '../../../functions/lib/domain/lead.ts';
import type { Config } from './config.ts';

const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
const cron = /^cron\(\S+( \S+){5}\)$/;

const expressionProblem = (expression: string, path: string): readonly Problem[] =>
  rate.test(expression) || cron.test(expression)
    ? []
    : [{ path, problem: 'not an expression', allowed: 'rate(value unit), or cron(…) with six fields' }];

/** Watches share one schedule group, so their names must differ; expressions must be EventBridge Scheduler's. */
export const scheduleProblems = ({ policy: { schedules } }: Config): readonly Problem[] =>
  schedules.flatMap(({ name, expression }, index) => [
    ...(schedules.findIndex((other) => other.name === name) === index
      ? []
      : [{ path: `policy.schedules[${index}].name`, problem: 'used twice', allowed: 'a name of its own' }]),
    ...expressionProblem(expression, `policy.schedules[${index}].expression`),
  ]);
