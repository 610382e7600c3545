import type { Shape } from './shape.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML content. */
export const xmlText = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** An element with content that is XML already. */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

const simpleText = (kind: Shape['kind'], value: unknown): string => {
  if (kind === 'timestamp') return new Date(typeof value === 'number' ? value : String(value)).toISOString();
  return xmlText(String(value));
};

/** A value as the content of its element, in the model's own element names. Absent members are left out. */
export const xmlContent = (shape: Shape, value: unknown): string => {
  if (shape.kind === 'structure') {
    const given = membersOf(value);
    return shape.members
      .filter((member) => given.get(member.name) !== undefined && given.get(member.name) !== null)
      .map((member) => element(member.xmlName, xmlContent(member.shape(), given.get(member.name))))
      .join('');
  }
  if (shape.kind !== 'list') return simpleText(shape.kind, value);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => element(shape.itemName, xmlContent(shape.item(), item))).join('');
};

const strangersIn = (shape: Shape, value: unknown, path: string): readonly string[] => {
  if (shape.kind === 'list')
    return Array.isArray(value)
      ? value.flatMap((item, at) => strangersIn(shape.item(), item, `${path}[${at}]`))
      : [`${path} is not a list`];
  if (shape.kind !== 'structure') return typeof value === 'object' ? [`${path} is not a ${shape.kind}`] : [];
  const known = new Map(shape.members.map((member) => [member.name, member]));
  return [...membersOf(value)].flatMap(([name, inner]) => {
    const member = known.get(name);
    if (inner === undefined) return [];
    return member ? strangersIn(member.shape(), inner, `${path}.${name}`) : [`${path}.${name} is not a member`];
  });
};

/** What in a value the model does not know, by path: a world file that would lose something on the wire. */
export const unknownMembers = (shape: Shape, value: unknown, path: string): readonly string[] =>
  strangersIn(shape, value, path);
