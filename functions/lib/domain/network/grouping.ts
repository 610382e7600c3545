/** The first item of each key. */
export const byKey = <T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, T> => {
  const map = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined && !map.has(key)) map.set(key, item);
  }
  return map;
};

/** Every item of each key. */
export const groupedBy = <T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> => {
  const map = new Map<string, T[]>();
  for (const item of items)
    for (const key of keysOf(item)) {
      const list = map.get(key);
      if (list) list.push(item);
      else map.set(key, [item]);
    }
  return map;
};

/** The same resource may have been read twice, through two accounts that share it. */
export const distinct = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] => [
  ...byKey(items, keyOf).values(),
];

/** Makes each value once. */
export const remembered = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
};
