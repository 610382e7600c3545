import { at, isList, isObject, type JsonNode } from './json-node.ts';

/** Members under which answers of APIs and Lambda's batches list triggers: findings of GetFindings, records, messages of
 * ReceiveMessage, entries of PutEvents. */
const ONE_LIST = ['Records', 'Findings', 'Messages', 'Entries'];
/** DescribeAlarms answers two lists. */
const ALARM_LISTS = ['MetricAlarms', 'CompositeAlarms'];

/** The lists of triggers that a value holds by name, in the order in which they are read; none for any other value. */
export const namedLists = (value: JsonNode): readonly JsonNode[] => {
  if (!isObject(value)) return [];
  const listsOf = (names: readonly string[]) => names.map((name) => at(value, name)).filter(isList);
  const [found] = listsOf(ONE_LIST);
  return found === undefined ? listsOf(ALARM_LISTS) : [found];
};
