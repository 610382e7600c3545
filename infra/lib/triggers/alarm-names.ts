/** EventBridge accepts 2,048 characters a pattern (Amazon EventBridge quotas); the rest of an alarm pattern takes fewer than these. */
const namesCharacters = 1_600;

type NameMatch = string | { readonly wildcard: string };

/** An alarm name of the policy as EventBridge matches it: text, or a wildcard where the name has `*`. */
const nameMatch = (name: string): NameMatch =>
  name.includes('*') ? { wildcard: name.replaceAll('\\', '\\\\').replace(/\*+/g, '*') } : name;

/** The names as matchers, in groups that each fit one pattern. */
export const alarmNameGroups = (names: readonly string[]): readonly (readonly NameMatch[])[] => {
  const groups: NameMatch[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const match of [...new Set(names)].map(nameMatch)) {
    const size = JSON.stringify(match).length + 1;
    if (used + size > namesCharacters) {
      groups.push([]);
      used = 0;
    }
    groups.at(-1)?.push(match);
    used += size;
  }
  return groups;
};
