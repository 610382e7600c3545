type Schema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const schemaOf = (value: unknown): Schema => {
  if (!isRecord(value)) throw new TypeError('a schema is an object');
  return value;
};

const typeOf = (value: unknown): readonly string[] => {
  if (value === null) return ['null'];
  if (isArray(value)) return ['array'];
  return typeof value === 'number' && Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
};

type Rule = (value: unknown, given: unknown, schema: Schema, path: string) => readonly string[];

const when = (broken: boolean, path: string, what: string): readonly string[] => (broken ? [`${path} ${what}`] : []);

const properties: Rule = (value, given, _schema, path) =>
  isRecord(value)
    ? Object.entries(schemaOf(given)).flatMap(([name, inner]) =>
        Object.hasOwn(value, name) ? violations(schemaOf(inner), value[name], `${path}.${name}`) : [],
      )
    : [];

const additional: Rule = (value, given, { properties: known }, path) =>
  given === false && isRecord(value)
    ? Object.keys(value)
        .filter((name) => !Object.hasOwn(schemaOf(known ?? {}), name))
        .map((name) => `${path}.${name} is not in the schema`)
    : [];

/** The keywords that our published schemas use; a schema with another one is an error, not a pass. */
const rules: Readonly<Record<string, Rule>> = {
  type: (value, given, _schema, path) =>
    when(![given].flat().some((type) => typeOf(value).includes(String(type))), path, `is not ${String(given)}`),
  const: (value, given, _schema, path) => when(value !== given, path, `is not ${String(given)}`),
  enum: (value, given, _schema, path) => when(!isArray(given) || !given.includes(value), path, 'is not listed'),
  minimum: (value, given, _schema, path) => when(Number(value) < Number(given), path, `is below ${String(given)}`),
  maximum: (value, given, _schema, path) => when(Number(value) > Number(given), path, `is above ${String(given)}`),
  required: (value, given, _schema, path) =>
    isRecord(value) && isArray(given)
      ? given.filter((name) => !Object.hasOwn(value, String(name))).map((name) => `${path}.${String(name)} is missing`)
      : [],
  items: (value, given, _schema, path) =>
    isArray(value) ? value.flatMap((one, index) => violations(schemaOf(given), one, `${path}[${index}]`)) : [],
  anyOf: (value, given, _schema, path) =>
    when(isArray(given) && given.every((one) => violations(schemaOf(one), value, path).length > 0), path, 'fits none'),
  properties,
  additionalProperties: additional,
};

const silent = new Set(['title', '$schema', 'description', 'readOnly']);

/** Where a value breaks a JSON Schema, by path. A second opinion: no line of the schema's own library runs here. */
export const violations = (schema: Schema, value: unknown, path = '$'): readonly string[] =>
  Object.entries(schema).flatMap(([keyword, given]) => {
    if (silent.has(keyword)) return [];
    const rule = rules[keyword];
    if (rule === undefined) throw new TypeError(`unknown keyword ${keyword} at ${path}`);
    return rule(value, given, schema, path);
  });

/** Every member that a schema describes, by path, with its description. */
export const describedMembers = (schema: Schema, path = '$'): readonly (readonly [string, unknown])[] => [
  ...Object.entries(schemaOf(schema.properties ?? {})).flatMap(([name, inner]): (readonly [string, unknown])[] => [
    [`${path}.${name}`, schemaOf(inner).description],
    ...describedMembers(schemaOf(inner), `${path}.${name}`),
  ]),
  ...(schema.items === undefined ? [] : describedMembers(schemaOf(schema.items), `${path}[]`)),
  ...[schema.anyOf ?? []].flat().flatMap((one) => describedMembers(schemaOf(one), path)),
];
