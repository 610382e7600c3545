import * as z from 'zod/mini';
import type { AccountRegion } from '../../domain/account-region.ts';
import { type Address, type Cidr, parseAddress, parseCidr } from '../../domain/address.ts';
import type { Unread } from '../../domain/network/network.ts';

/** What rows of one kind became, and those that could not be read. */
export interface ReadRows<T> {
  readonly items: readonly T[];
  readonly unread: readonly Unread[];
}

/** How one kind of row is read: parsed, then said in our words. Undefined leaves out a row that is no concern of ours. */
export interface RowReader<S extends z.ZodMiniType, T> {
  readonly what: string;
  readonly schema: S;
  readonly read: (row: z.output<S>, where: AccountRegion) => T | undefined;
}

/** Reads rows as the Describe calls and recorded networks give them. A row that does not parse is said, never guessed. */
export const readRows = <S extends z.ZodMiniType, T>(
  { what, schema, read }: RowReader<S, T>,
  rows: readonly unknown[],
  where: AccountRegion,
): ReadRows<T> => {
  const items: T[] = [];
  let bad = 0;
  for (const row of rows) {
    const parsed = schema.safeParse(row);
    const item = parsed.success ? read(parsed.data, where) : undefined;
    if (!parsed.success) bad += 1;
    else if (item !== undefined) items.push(item);
  }
  const reason = `${bad} of ${rows.length} answers have an unknown form`;
  return { items, unread: bad === 0 ? [] : [{ ...where, what, reason }] };
};

const isAddress = (value: Address | undefined): value is Address => value !== undefined;
const isCidr = (value: Cidr | undefined): value is Cidr => value !== undefined;

/** Those that are addresses, each once, in their order. */
export const addressesIn = (texts: readonly (string | undefined)[]): readonly Address[] => [
  ...new Set(texts.map(parseAddress).filter(isAddress)),
];

/** Those that are networks, in their order. */
export const cidrsIn = (texts: readonly (string | undefined)[]): readonly Cidr[] => texts.map(parseCidr).filter(isCidr);

export const text = z.string();
export const maybe = z.optional(z.nullable(z.string()));
export const flag = z.optional(z.nullable(z.boolean()));
export const list = <T extends z.ZodMiniType>(item: T) =>
  z.pipe(
    z.optional(z.nullable(z.array(item))),
    z.transform((value) => value ?? []),
  );

/** AWS leaves out what it does not have; recorded JSON may say null. */
export const orAbsent = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

export const isText = (value: string | null | undefined): value is string => typeof value === 'string';
