import * as z from 'zod/mini';
import { COLLATERAL } from '../domain/flow-context.ts';
import { flowDirections, flowStates } from '../domain/flow-rounds.ts';

const count = z.int().check(z.minimum(0));
const port = z.int().check(z.minimum(0), z.maximum(65_535));
const counters = z.strictObject({ ageSeconds: count, packets: count, bytes: count });

/** One line of a case's `flows.ndjson.gz`, and one element of `flowtrap flows --json`. */
export const flowSchema = z.strictObject({
  source: z.string(),
  sourcePort: z.optional(port),
  destination: z.string(),
  destinationPort: z.optional(port),
  protocol: z.int().check(z.minimum(0), z.maximum(255)),
  ageSeconds: count,
  packets: count,
  bytes: count,
  forward: counters,
  backward: z.optional(counters),
  rounds: z.array(z.int().check(z.minimum(1))),
  firstSeenMs: z.optional(z.int()),
  lastSeenMs: z.optional(z.int()),
  state: z.optional(z.enum(flowStates)),
  firstRound: z.int().check(z.minimum(1)),
  lastRound: z.int().check(z.minimum(1)),
  direction: z.enum(flowDirections),
  protocolName: z.string(),
  matched: z.string().check(z.regex(new RegExp(`^(?:${COLLATERAL}|f-[0-9a-f]{16})$`))),
  sourceInterfaceId: z.optional(z.string()),
  destinationInterfaceId: z.optional(z.string()),
  service: z.optional(z.string()),
});
