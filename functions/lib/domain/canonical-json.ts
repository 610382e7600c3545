import { ContractError } from './errors.ts';

/** What JSON can hold. Undefined members of an object are left out. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

const textOf = (text: string): string => {
  if (LONE_SURROGATE.test(text)) throw new ContractError('canonical JSON: a string is not well-formed Unicode');
  return JSON.stringify(text);
};

const numberOf = (value: number): string => {
  if (!Number.isFinite(value)) throw new ContractError('canonical JSON: a number is not finite');
  return JSON.stringify(value);
};

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** Plain comparison of strings is by UTF-16 code unit, as RFC 8785 section 3.2.3 asks. */
const byCodeUnit = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const objectOf = (value: JsonObject): string => {
  const members = Object.entries(value).toSorted(byCodeUnit);
  const texts = members.flatMap(([name, member]) =>
    member === undefined ? [] : [`${textOf(name)}:${canonicalJson(member)}`],
  );
  return `{${texts.join(',')}}`;
};

/** JSON in the one form of RFC 8785 (JCS): members sorted by UTF-16 code unit, no white space, numbers and strings as
 * ECMAScript writes them. Equal values give equal text, whoever writes it.
 * @throws ContractError for a number that is not finite and a string that is not well-formed Unicode */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number') return numberOf(value);
  if (value === null || typeof value === 'boolean') return String(value);
  return isList(value) ? `[${value.map(canonicalJson).join(',')}]` : objectOf(value);
};

/** A record as JSON: what JSON cannot hold is left out, as `JSON.stringify` does, and a lone surrogate, which text of an
 * event may carry, becomes U+FFFD. */
export const jsonValueOf = (value: unknown): JsonValue => {
  const plain: JsonValue = JSON.parse(JSON.stringify(value) ?? 'null', (_, member) =>
    typeof member === 'string' ? member.replace(LONE_SURROGATES, '\ufffd') : member,
  );
  return plain;
};
