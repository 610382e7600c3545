import type * as z from 'zod/mini';

type Path = readonly PropertyKey[];
type Members = Record<PropertyKey, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parentOf = (root: unknown, path: Path): unknown =>
  path.slice(0, -1).reduce<unknown>((value, part) => (isMembers(value) ? value[part] : undefined), root);

/** Takes out the member at a path, or what it is missing from. An entry of a list takes the list with it: others would move up. */
const takeOut = (root: unknown, path: Path): void => {
  const [last, parent] = [path.at(-1), parentOf(root, path)];
  if (last === undefined) return;
  if (isMembers(parent) && Object.hasOwn(parent, last)) delete parent[last];
  else takeOut(root, path.slice(0, -1));
};

const pathsOf = (error: z.core.$ZodError): readonly Path[] =>
  error.issues.flatMap((issue): readonly Path[] =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
  );

/** How often a member that is missing may make the one around it faulty. */
const MOST_TURNS = 12;

/** What remains of a value once everything that does not fit is left out, defaults in its place; undefined where nothing
 * remains. The value itself is not changed. */
export const readablePart = <S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> | undefined => {
  const rest: unknown = structuredClone(value);
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const result = schema.safeParse(rest);
    if (result.success) return result.data;
    for (const path of pathsOf(result.error)) takeOut(rest, path);
  }
  return undefined;
};
