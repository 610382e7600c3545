import { ApiError } from '../../simulator/wire/api-error.ts';

/** An attribute as DynamoDB's wire form has it: `{ "S": "text" }`. */
type Attribute = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, Attribute>>;
export type Parameters = Readonly<Record<string, unknown>>;

/** A page of a query holds at most 1 MB (Query API reference). */
export const PAGE_BYTES = 1_048_576;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isItem = (value: unknown): value is Item => isRecord(value) && Object.values(value).every(isRecord);

export const notHere = (what: string): ApiError =>
  new ApiError('NotImplemented', `the table in memory knows no ${what}`, 501);

export const itemIn = (value: unknown, member: string): Item => {
  if (!isItem(value)) throw new ApiError('ValidationException', `${member} is not an item`);
  return value;
};

export const textIn = (item: Item, name: string): string => {
  const text = item[name]?.S;
  if (typeof text !== 'string') throw new ApiError('ValidationException', `${name} is not a string`);
  return text;
};

/** Only what the record table sends: everything else is an error of ours, not a silent difference. */
export const onlyMembers = (parameters: Parameters, allowed: readonly string[]): void => {
  const unknown = Object.keys(parameters).find((name) => !allowed.includes(name));
  if (unknown) throw notHere(`parameter ${unknown}`);
};

export const byBytes = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));
