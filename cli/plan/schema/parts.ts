import * as z from 'zod/mini';

/** A member with its meaning in words. */
export const told = <S extends z.ZodMiniType>(schema: S, description: string): S =>
  schema.check(z.describe(description));

export const list = <S extends z.ZodMiniType>(schema: S) => z.readonly(z.array(schema));

export const text = z.string();
const maybeText = z.optional(z.string());
export const maybe = { text: maybeText, flag: z.optional(z.boolean()), number: z.optional(z.number()) };

export const cidr = told(z.string(), 'An IPv4 or IPv6 network in canonical form, 10.0.0.5/32 for one host.');

export const portRange = told(
  z.object({
    from: told(z.int(), 'First port, 0 to 65535.'),
    to: told(z.int(), 'Last port, included.'),
  }),
  'Ports, both ends included.',
);

export const problem = told(
  z.object({
    path: told(text, 'JSON path into the event, or (root).'),
    problem: told(text, 'What is wrong there.'),
    allowed: told(text, 'What would be right.'),
    value: told(maybeText, 'The value as given, shortened and escaped, where showing it helps.'),
  }),
  'One thing that is wrong with the event.',
);

/** A request of an AWS API in its own member names. */
export const apiInput = (description: string) => z.unknown().check(z.meta({ type: 'object', description }));
