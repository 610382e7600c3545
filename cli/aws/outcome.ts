import * as z from 'zod/mini';
import { type Grade, grades } from '../../functions/lib/domain/grade.ts';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import { type ExitCode, exitCodes } from '../command.ts';
import type { Execution } from './executions.ts';

const executionOutput = z.object({
  case: z.optional(
    z.object({ caseId: z.string(), grade: z.enum(grades), gradeReason: z.string(), flowCount: z.int() }),
  ),
  plan: z.optional(z.object({ caseId: z.string(), decision: z.string(), reason: z.string() })),
});

/** What became of an execution of `respond`. */
export interface Outcome {
  readonly executionArn: string;
  readonly status: Execution['status'];
  readonly tookSeconds?: number;
  readonly caseId?: string;
  readonly grade?: Grade;
  readonly reason?: string;
  readonly flowCount?: number;
}

const parsedOutput = (text: string | undefined): z.output<typeof executionOutput> => {
  const parsed = executionOutput.safeParse(text === undefined ? {} : JSON.parse(text));
  return parsed.success ? parsed.data : {};
};

/** Why an execution failed, as its state machine says it. */
export const failureOf = ({ error, cause }: Execution): string | undefined =>
  [error, cause].filter((text) => text !== undefined).join(': ') || undefined;

/** Reads the end of an execution: the closed case, or why there is none. */
export const outcomeOf = (execution: Execution): Outcome => {
  const { executionArn, status, startDate, stopDate } = execution;
  const { case: closed, plan } = parsedOutput(execution.output);
  return {
    executionArn,
    status,
    ...(stopDate && { tookSeconds: Math.round((stopDate.getTime() - startDate.getTime()) / 1_000) }),
    caseId: closed?.caseId ?? plan?.caseId,
    grade: closed?.grade,
    reason: closed?.gradeReason ?? plan?.reason ?? failureOf(execution),
    flowCount: closed?.flowCount,
  };
};

/** The outcome as lines for a person. */
export const outcomeText = ({ executionArn, status, tookSeconds, ...found }: Outcome): string => {
  const rows: readonly (readonly [string, string | number | undefined])[] = [
    ['case', found.caseId],
    ['grade', found.grade],
    ['reason', found.reason],
    ['flows', found.flowCount],
    ['execution', executionArn],
    ['status', tookSeconds === undefined ? status : `${status} after ${tookSeconds} s`],
  ];
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(10)}${visible(String(value))}\n`]))
    .join('');
};

/** A case is as good as its grade. */
export const exitCodeOfGrade = (grade: Grade | undefined): ExitCode =>
  grade === undefined || grade === 'COMPLETE' || grade === 'EMPTY' ? exitCodes.ok : exitCodes.needsPerson;

/** A trigger that asked for nothing, or joined another case, is done; a case is as good as its grade. */
export const exitCodeOf = ({ status, grade }: Outcome): ExitCode => {
  if (status !== 'SUCCEEDED' && status !== 'RUNNING') return exitCodes.failed;
  return exitCodeOfGrade(grade);
};
