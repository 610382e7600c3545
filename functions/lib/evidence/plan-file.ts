import * as z from 'zod/mini';
import { parseAddress, parseCidr } from '../domain/address.ts';
import { canonicalJson, jsonValueOf } from '../domain/canonical-json.ts';
import { type FlowPlan, filterIdOf } from '../domain/flow-context.ts';
import type { Plan } from '../domain/plan.ts';

const text = z.string();

/** Text that one of our strict parsers reads. */
const parsedBy = <T>(parse: (value: unknown) => T | undefined) =>
  z.pipe(
    text,
    z.transform((value, context): T => {
      const parsed = parse(value);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: 'custom', input: value, message: 'another form' });
      return z.NEVER;
    }),
  );

/** An address, in the one spelling that we write. */
export const addressText = parsedBy(parseAddress);
const network = parsedBy(parseCidr);
const addresses = z.readonly(z.array(addressText));
const ports = z.object({ from: z.int(), to: z.int() });

/** What is read of `plan.json` to say of a flow whose it is and what asked for it. */
export const flowPlanSchema = z.object({
  interfaces: z.array(z.object({ interfaceId: text, addresses })),
  lead: z.optional(
    z.object({
      subjects: z.array(
        z.object({
          kind: text,
          interfaceId: z.optional(text),
          address: z.optional(addressText),
          addresses: z.optional(addresses),
        }),
      ),
    }),
  ),
  filters: z.array(
    z.object({
      filter: z.object({
        source: z.optional(network),
        sourcePort: z.optional(ports),
        destination: z.optional(network),
        destinationPort: z.optional(ports),
        protocols: z.array(z.int()),
      }),
    }),
  ),
}) satisfies z.ZodMiniType<FlowPlan>;

/** `plan.json`: the plan as it was claimed, each filter with the id by which flows name it. Canonical JSON. */
export const planFileText = (plan: Plan): string =>
  canonicalJson(
    jsonValueOf({
      ...plan,
      filters: plan.filters.map((planned) => ({ filterId: filterIdOf(planned.filter), ...planned })),
    }),
  );
