import type { Random } from '../random.ts';
import { hostileAddresses, hostileStrings, hostileValues } from './hostile-strings.ts';

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place of a value, by path; arrays and objects included, the root not. */
const placesOf = (value: Json, at: readonly string[] = []): readonly (readonly string[])[] => {
  if (Array.isArray(value))
    return value.flatMap((item, index) => [[...at, String(index)], ...placesOf(item, [...at, String(index)])]);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => [[...at, name], ...placesOf(item, [...at, name])]);
};

const replaced = (value: Json, path: readonly string[], change: (old: Json) => Json): Json => {
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? replaced(item, rest, change) : item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === name ? replaced(item, rest, change) : item]),
  );
};

const nested = (depth: number, random: Random): Json => {
  let value: Json = 1;
  const asArray = random.chance(0.5);
  for (let level = 0; level < depth; level += 1) value = asArray ? [value] : { a: value };
  return value;
};

/** JSON text can name `__proto__` as a member of its own; an object literal cannot. */
const polluting = (random: Random): Json =>
  JSON.parse(
    random.pick([
      '{"__proto__":{"admin":true,"polluted":1}}',
      '{"constructor":{"prototype":{"polluted":1}}}',
      '{"__proto__":null,"toString":1,"hasOwnProperty":2}',
      '{"then":{"a":1},"length":-1}',
    ]),
  );

const isText = (value: Json): boolean => typeof value === 'string';

const changes: readonly ((random: Random) => (old: Json) => Json)[] = [
  (random) => (old) => (isText(old) ? random.pick(hostileStrings) : old),
  (random) => (old) => (isText(old) ? `${String(old)}${random.pick(hostileStrings)}` : old),
  (random) => (old) => (isText(old) && /^[\d.:a-f]+$/i.test(String(old)) ? random.pick(hostileAddresses) : old),
  (random) => () => random.pick(hostileValues),
  (random) => (old) => (isObject(old) ? { ...old, [random.pick(hostileStrings)]: random.pick(hostileStrings) } : old),
  (random) => (old) => (isObject(old) ? Object.assign(Object.create(null), old, polluting(random)) : polluting(random)),
  (random) => () => nested(random.pick([40, 63, 64, 65, 200, 5_000, 60_000]), random),
  (random) => () => 'x'.repeat(random.pick([1_000, 70_000, 250_000, 262_144])),
  (random) => () => Array.from({ length: random.pick([50, 2_000, 19_990, 30_000]) }, () => 1),
];

const flooded = (event: Json, random: Random): Json =>
  placesOf(event).reduce<Json>(
    (value, path) => replaced(value, path, (old) => (isText(old) ? random.pick(hostileStrings) : old)),
    event,
  );

/** A hostile trigger, and how many of its values an attacker has written. */
export interface HostileTrigger {
  readonly trigger: unknown;
  readonly values: number;
}

/** The event with one to twenty hostile changes, or with every text replaced; sometimes no event at all. */
export const hostileEvent = (event: Json, random: Random): HostileTrigger => {
  if (random.chance(0.02))
    return { trigger: random.pick([...hostileValues, ...hostileStrings, nested(100_000, random)]), values: 1 };
  const places = placesOf(event);
  if (random.chance(0.05)) return { trigger: flooded(event, random), values: places.length };
  const values = random.pick([1, 1, 1, 2, 3, 20]);
  let trigger = event;
  for (let count = values; count > 0; count -= 1)
    trigger = replaced(trigger, random.pick(places), random.pick(changes)(random));
  return { trigger, values };
};
