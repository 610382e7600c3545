import { at, type JsonNode, members } from './json-node.ts';

const PREFIX = 'aws/guardduty/';
/** `portProbeDetails.0_`: how an element of a list is flattened. */
const ELEMENT = /^(.+)\.(\d{1,4})_$/;
/** A flattened path has no more parts than GuardDuty's own nesting. */
const MAX_PARTS = 16;

/** A tree under construction. Maps, so that no name of a member is special. */
type Branch = Map<string, Branch | unknown>;

const partsOf = (name: string): readonly string[] =>
  name
    .slice(PREFIX.length)
    .split('/', MAX_PARTS)
    .flatMap((part) => {
      const element = ELEMENT.exec(part);
      return element === null ? [part] : [element[1] ?? '', element[2] ?? ''];
    });

const isBranch = (value: unknown): value is Branch => value instanceof Map;

const branchAt = (branch: Branch, part: string): Branch => {
  const found = branch.get(part);
  if (isBranch(found)) return found;
  const made: Branch = new Map();
  branch.set(part, made);
  return made;
};

const insert = (root: Branch, parts: readonly string[], value: unknown): void => {
  const leaf = parts.at(-1);
  if (leaf === undefined) return;
  const holder = parts.slice(0, -1).reduce(branchAt, root);
  if (!isBranch(holder.get(leaf))) holder.set(leaf, value);
};

/** Depth is bounded by `MAX_PARTS`, so recursion is safe here. */
const toValue = (branch: unknown): unknown => {
  if (!isBranch(branch)) return branch;
  const entries = [...branch.entries()];
  if (entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => toValue(value));
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, toValue(value)]));
};

/** GuardDuty's own members as Security Hub flattens them into `ProductFields`
 * (`aws/guardduty/service/action/networkConnectionAction/…`), as the tree that they were. */
export const unflattened = (productFields: JsonNode): JsonNode => {
  const root: Branch = new Map();
  for (const { name, node } of members(productFields)) {
    if (name.startsWith(PREFIX)) insert(root, partsOf(name), node.value);
  }
  return { value: toValue(root), path: at(productFields, 'aws/guardduty').path };
};
