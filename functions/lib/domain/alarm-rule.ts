/** A name in a rule stands alone, or in quotation marks where it has spaces, brackets or quotation marks of its own. */
const NAME = String.raw`"((?:[^"\\]|\\.)*)"|([^\s()",]+)`;
const STATE = '(?:ALARM|OK|INSUFFICIENT_DATA)';
/** `ALARM("a")`: one alarm in one state. */
const ONE = new RegExp(String.raw`\b${STATE}\s*\(\s*(?:${NAME})\s*\)`, 'gi');
/** `AT_LEAST(2, ALARM, (a, b, c))`: several alarms in one state. */
const SEVERAL = new RegExp(
  String.raw`\bAT_LEAST\s*\(\s*\d+%?\s*,\s*(?:NOT\s+)?${STATE}\s*,\s*\(((?:${NAME}|[\s,])*)\)`,
  'gi',
);

/** No rule is longer (PutCompositeAlarm API reference). */
const MAX_RULE_LENGTH = 10_240;

const unquoted = (text: string): string => text.replaceAll(/\\(.)/g, '$1');

const nameIn = (quoted: string | undefined, plain: string | undefined): readonly string[] => {
  const name = quoted === undefined ? plain : unquoted(quoted);
  return name === undefined || name === '' ? [] : [name];
};

/** The alarms that a composite alarm's rule names, by name or ARN, each once, in their order. A longer rule than CloudWatch
 * takes names none. */
export const alarmsInRule = (rule: string): readonly string[] => {
  if (rule.length > MAX_RULE_LENGTH) return [];
  const single = [...rule.matchAll(ONE)].map(({ index, 1: quoted, 2: plain }) => ({
    index,
    names: nameIn(quoted, plain),
  }));
  const listed = [...rule.matchAll(SEVERAL)].map(({ index, 1: list = '' }) => ({
    index,
    names: [...list.matchAll(new RegExp(NAME, 'g'))].flatMap(([, quoted, plain]) => nameIn(quoted, plain)),
  }));
  const inOrder = [...single, ...listed].toSorted((a, b) => a.index - b.index);
  return [...new Set(inOrder.flatMap(({ names }) => names))];
};
