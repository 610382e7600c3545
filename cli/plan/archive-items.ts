import { MAX_TRIGGER_BYTES } from '../../functions/lib/triggers/guard.ts';
import { MAX_TRIGGERS } from '../../functions/lib/triggers/unwrap.ts';

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The array itself, or the lists that GetFindings of GuardDuty and Security Hub, and DescribeAlarms answer. */
const listIn = (value: unknown): readonly unknown[] | undefined => {
  if (isArray(value)) return value;
  const members = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const lists = ['Findings', 'findings', 'MetricAlarms', 'CompositeAlarms'].map((name) => members.get(name));
  const found = lists.filter(isArray);
  return found.length === 0 ? undefined : found.flat();
};

/** The elements of a list that is more than one trigger may be, each as a trigger of its own; undefined for everything
 * else, which is read as it stands. */
export const archiveItems = (text: string): readonly string[] | undefined => {
  const isLarge = Buffer.byteLength(text, 'utf8') > MAX_TRIGGER_BYTES;
  if (!isLarge && (text.match(/\{/g)?.length ?? 0) <= MAX_TRIGGERS) return undefined;
  const list = listIn(parsed(text));
  return list !== undefined && (isLarge || list.length > MAX_TRIGGERS)
    ? list.map((one) => JSON.stringify(one) ?? 'null')
    : undefined;
};
