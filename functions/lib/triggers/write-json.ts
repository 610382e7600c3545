type Work = { readonly emit: string } | { readonly value: unknown };

const scalar = (value: unknown): string => JSON.stringify(value) ?? 'null';

const isWritten = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';

const arrayWork = (items: readonly unknown[]): Work[] => [
  { emit: '[' },
  ...items.flatMap((value, index): Work[] => [...(index > 0 ? [{ emit: ',' }] : []), { value }]),
  { emit: ']' },
];

const objectWork = (object: object): Work[] => [
  { emit: '{' },
  ...Object.entries(object)
    .filter(([, value]) => isWritten(value))
    .flatMap(([key, value], index): Work[] => [{ emit: `${index > 0 ? ',' : ''}${scalar(key)}:` }, { value }]),
  { emit: '}' },
];

/** JSON text of a value that came out of a JSON parser: what `JSON.stringify` gives, but without recursion, so that
 * no nesting overflows the stack. `toJSON` is not called; a value without JSON form is `null`. Cycles are not looked for. */
export const writeJson = (value: unknown): string => {
  const text: string[] = [];
  const work: Work[] = [{ value }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if ('emit' in next) text.push(next.emit);
    else if (typeof next.value !== 'object' || next.value === null) text.push(scalar(next.value));
    else {
      const parts = Array.isArray(next.value) ? arrayWork(next.value) : objectWork(next.value);
      for (const part of parts.reverse()) work.push(part);
    }
  }
  return text.join('');
};
