import { ApiError } from '../../wire/api-error.ts';
import type { Member, Shape } from './shape.ts';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const newNode = (): Node => ({ children: new Map() });

/** `Filter.1.Name=a` as a tree, by the dots. */
const treeOf = (params: URLSearchParams): Node => {
  const root = newNode();
  for (const [key, value] of params) {
    let node = root;
    for (const part of key.split('.')) {
      const child = node.children.get(part) ?? newNode();
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return root;
};

const wrongValue = (path: string, value: string, kind: string): ApiError =>
  new ApiError('InvalidParameterValue', `Value (${value}) for parameter ${path} is invalid. A ${kind} is expected.`);

const readSimple = (kind: Shape['kind'], text: string, path: string): unknown => {
  if (kind === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrongValue(path, text, 'number');
    return Number(text);
  }
  if (kind === 'boolean') {
    if (text !== 'true' && text !== 'false') throw wrongValue(path, text, 'boolean');
    return text === 'true';
  }
  return text;
};

const readStructure = (members: readonly Member[], node: Node, path: string): Record<string, unknown> => {
  const known = new Set(members.map((member) => member.queryName));
  const stranger = [...node.children.keys()].find((key) => !known.has(key));
  if (stranger !== undefined)
    throw new ApiError('UnknownParameter', `The parameter ${path}${stranger} is not recognized`);
  const read = members.flatMap((member) => {
    const child = node.children.get(member.queryName);
    if (!child && member.required)
      throw new ApiError('MissingParameter', `The request must contain the parameter ${path}${member.queryName}`);
    return child ? [[member.name, readNode(member.shape(), child, `${path}${member.queryName}`)] as const] : [];
  });
  return Object.fromEntries(read);
};

const readNode = (shape: Shape, node: Node, path: string): unknown => {
  if (shape.kind === 'structure') return readStructure(shape.members, node, path === '' ? '' : `${path}.`);
  if (shape.kind === 'list')
    return [...node.children.entries()]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([at, child]) => readNode(shape.item(), child, `${path}.${at}`));
  return readSimple(shape.kind, node.value ?? '', path);
};

/** An EC2 query's parameters in the API's member names.
 * @throws ApiError UnknownParameter, MissingParameter or InvalidParameterValue */
export const readQuery = (shape: Shape, params: URLSearchParams): Record<string, unknown> => {
  const tree = treeOf(params);
  tree.children.delete('Action');
  tree.children.delete('Version');
  if (shape.kind !== 'structure') throw new TypeError('a request is a structure');
  return readStructure(shape.members, tree, '');
};
