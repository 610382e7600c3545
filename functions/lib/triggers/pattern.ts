/** Whether text matches a policy pattern: literal text in which `*` stands for any run of characters. Letter case counts.
 * Runs in linear steps over the parts, so that no pattern is slow. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*');
  const [head = '', ...rest] = parts;
  const tail = rest.pop();
  if (tail === undefined) return text === pattern;
  if (!text.startsWith(head) || text.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - tail.length && text.endsWith(tail);
};

/** The first of the patterns that matches. */
export const firstMatch = (patterns: readonly string[], text: string): string | undefined =>
  patterns.find((pattern) => matchesPattern(pattern, text));
