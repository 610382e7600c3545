import * as z from 'zod/mini';

/** A whole number whose violation names both bounds. */
export const wholeNumber = (minimum: number, maximum: number) => {
  const error = `a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).check(z.minimum(minimum, { error }), z.maximum(maximum, { error }));
};

/** A number whose violation names both bounds. */
export const numberFrom = (minimum: number, maximum: number) => {
  const error = `a number from ${minimum} to ${maximum}`;
  return z.number({ error }).check(z.minimum(minimum, { error }), z.maximum(maximum, { error }));
};

/** Text of a form, which its violation says in words.
 * @param allowed what a person should write instead */
export const textLike = (pattern: RegExp, allowed: string) =>
  z.string({ error: allowed }).check(z.regex(pattern, { error: allowed }));

/** Text of a form and of at most `maximum` characters. */
export const textUpTo = (maximum: number, pattern: RegExp, what: string) => {
  const error = `${what}, at most ${maximum} characters`;
  return z.string({ error }).check(z.regex(pattern, { error }), z.maxLength(maximum, { error }));
};

/** How long a lease of a flow log lasts from now on, hours: what policy may say, and what a person may ask for. */
export const leaseHours = numberFrom(1, 720);

/** A list whose violation names both bounds. */
export const listOf = <S extends z.ZodMiniType>(schema: S, minimum: number, maximum: number) => {
  const error = `a list of ${minimum} to ${maximum} entries`;
  return z.array(schema, { error }).check(z.minLength(minimum, { error }), z.maxLength(maximum, { error }));
};
