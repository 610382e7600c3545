import { at, entriesAt, textOf } from './json.ts';

/** The value at `$.a.b`, as EventBridge puts it into a template: text as it is, everything else as JSON. */
const valueAt = (event: unknown, path: string): string => {
  const names = /^\$((?:\.[\w-]+)+)$/.exec(path)?.[1]?.slice(1).split('.');
  if (!names) throw new Error(`${path} is not a path in dots`);
  const value = at(event, ...names);
  if (value === undefined) throw new Error(`the event has nothing at ${path}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What a target receives (EventBridge user guide, input transformation): each line of the template in quotes of its own.
 * @throws Error for a variable without a path, a path that the event lacks, and a value that would end its quotes */
export const transformed = (transformer: unknown, event: unknown): readonly string[] => {
  const values = new Map(
    entriesAt(transformer, 'InputPathsMap').map(([name, path]) => [name, valueAt(event, textOf(path))]),
  );
  for (const [name, value] of values) if (/["\\\n\r]/.test(value)) throw new Error(`<${name}> would end its quotes`);
  return textOf(at(transformer, 'InputTemplate'))
    .split('\n')
    .map((line): string => {
      const text: unknown = JSON.parse(line);
      return textOf(text).replace(/<([\w-]+)>/g, (_, name: string) => {
        const value = values.get(name);
        if (value === undefined) throw new Error(`<${name}> has no path`);
        return value;
      });
    });
};
