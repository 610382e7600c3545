/** How an execution that runs no more ended; `NOT_FOUND` when AWS knows none of its ARN. */
export const executionEnds = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'NOT_FOUND'] as const;
export type ExecutionEnd = (typeof executionEnds)[number];

/** Ends that people are told of when they happen. */
export const toldEnds = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const satisfies readonly ExecutionEnd[];
export type ToldEnd = (typeof toldEnds)[number];

export const isToldEnd = (end: ExecutionEnd | undefined): end is ToldEnd => toldEnds.some((told) => told === end);
