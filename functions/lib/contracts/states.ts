import * as z from 'zod/mini';

/** What the states of `respond.asl.json` pass on: ids and small facts. Records live in DynamoDB, bytes in S3. */
export const caseId = z.string().check(z.regex(/^c-[0-9a-f]{40}$/));
export const captureKey = z.string().check(z.regex(/^t-[0-9a-f]{16}$/));
export const round = z.int().check(z.minimum(1), z.maximum(1_000));
export const waitSeconds = z.int().check(z.minimum(0), z.maximum(43_200));

/** One turn of a capture's loop. `next` is what the state machine's Choice compares with constants. */
export const captureTurn = z.object({
  caseId,
  captureKey,
  round,
  next: z.enum(['start', 'wait-for-slot', 'wait-for-results', 'collect', 'collect-more', 'next-round', 'ended']),
  waitSeconds,
});
export type CaptureTurn = z.output<typeof captureTurn>;

/** What a capture's states are called with. */
export const captureInput = z.object({
  caseId,
  captureKey,
  round,
  /** From a Catch: the state machine's own words for what failed. */
  failure: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.unknown()) })),
});
export type CaptureInput = z.output<typeof captureInput>;
