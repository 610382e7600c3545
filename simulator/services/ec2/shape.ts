/** Reads the EC2 model that the AWS SDK carries: how each member is called in a query and in XML.
 * The tuples are Smithy's static schemas: `[kind, namespace, name, traits, …]`. */

/** A member of a structure or list, with its names on the wire. */
export interface Member {
  readonly name: string;
  /** In a query string. */
  readonly queryName: string;
  /** In an XML answer. */
  readonly xmlName: string;
  readonly required: boolean;
  readonly shape: () => Shape;
}

export type Shape =
  | { readonly kind: 'structure'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly itemName: string; readonly item: () => Shape }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' };

const STRUCTURE = 3;
const LIST = 1;
/** Simple shapes by number (smithy-typescript, schema sentinels). */
const SIMPLE: Readonly<Record<number, 'string' | 'number' | 'boolean' | 'timestamp'>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
};
/** Added to a simple shape's number for a list of it. */
const LIST_OF = 64;

const isFunction = (value: unknown): value is () => unknown => typeof value === 'function';
const textTrait = (traits: unknown, trait: string): string | undefined => {
  const found = typeof traits === 'object' && traits !== null ? Object.entries(traits) : [];
  const value: unknown = found.find(([key]) => key === trait)?.[1];
  return typeof value === 'string' ? value : undefined;
};

/** A reference is a number, a schema, a function that gives one, or `[reference, traits]`. */
const dereference = (reference: unknown): { readonly schema: unknown; readonly traits: unknown } => {
  if (Array.isArray(reference) && reference.length === 2) return { schema: unwrap(reference[0]), traits: reference[1] };
  return { schema: unwrap(reference), traits: undefined };
};
const unwrap = (reference: unknown): unknown => (isFunction(reference) ? reference() : reference);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const memberOf = (name: string, reference: unknown, required: boolean): Member => {
  const { schema, traits } = dereference(reference);
  const xmlName = textTrait(traits, 'xmlName') ?? name;
  return {
    name,
    queryName: textTrait(traits, 'ec2QueryName') ?? capitalised(xmlName),
    xmlName,
    required,
    shape: () => shapeOf(schema),
  };
};

const listOf = (reference: unknown): Shape => {
  const { schema, traits } = dereference(reference);
  return { kind: 'list', itemName: textTrait(traits, 'xmlName') ?? 'member', item: () => shapeOf(schema) };
};

const known = new Map<unknown, Shape>();

const readShape = (schema: unknown): Shape => {
  if (typeof schema === 'number')
    return schema >= LIST_OF
      ? { kind: 'list', itemName: 'item', item: () => readShape(schema - LIST_OF) }
      : { kind: SIMPLE[schema] ?? 'string' };
  if (!Array.isArray(schema)) throw new TypeError('the SDK carries a schema of an unknown form');
  const [kind, , , , names, references, requiredCount = 0]: unknown[] = schema;
  if (kind === LIST) return listOf(names);
  if (kind !== STRUCTURE) return { kind: 'string' };
  if (!Array.isArray(names) || !Array.isArray(references)) throw new TypeError('a structure without members');
  const members = names.map((name, at) => memberOf(String(name), references[at], at < Number(requiredCount)));
  return { kind: 'structure', members };
};

/** The shape behind a schema of `@aws-sdk/client-ec2`. */
export const shapeOf = (schema: unknown): Shape => {
  const shape = known.get(schema) ?? readShape(schema);
  known.set(schema, shape);
  return shape;
};
