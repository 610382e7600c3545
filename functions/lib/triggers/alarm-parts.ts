import { alarmsInRule } from '../domain/alarm-rule.ts';
import type { Dimension } from './alarm-dimensions.ts';
import { parseAlarmArn } from './aws-ids.ts';
import { at, items, type JsonNode, members, scalars, textOf } from './json-node.ts';
import { parseGuarded } from './parse-guarded.ts';

/** Dimensions of a metric: `{InstanceId: 'i-…'}` in events, `[{name, value}]` in messages and from the API. */
export const dimensionsOf = (node: JsonNode): readonly Dimension[] => {
  const pairs = Array.isArray(node.value)
    ? items(node).map((one) => [textOf(at(one, 'name')), textOf(at(one, 'value'))] as const)
    : members(node).map(({ name, node: value }) => [name, textOf(value)] as const);
  return pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [{ name, value }]));
};

/** Every metric counts: math and anomaly alarms refer to metrics that return no data themselves. */
export const metricDimensions = (metrics: JsonNode): readonly Dimension[] =>
  items(metrics).flatMap((metric) => dimensionsOf(at(metric, 'metricStat', 'metric', 'dimensions')));

/** `reasonData` is JSON text, which some relays open; for a composite alarm it tells which children rang. */
export const childrenThatRang = (reasonData: JsonNode): readonly string[] => {
  const text = textOf(reasonData);
  const parsed = text === undefined ? { node: reasonData } : parseGuarded(text);
  if (!('node' in parsed)) return [];
  return scalars(at(parsed.node, 'triggeringAlarms')).flatMap((one) => parseAlarmArn(at(one, 'arn').value) ?? []);
};

/** Where nobody says which children rang, all that the rule names: they are of the alarm's own account and Region. */
export const childrenOf = (rang: readonly string[], rule: JsonNode, arn: string | undefined): readonly string[] => {
  const text = textOf(rule);
  if (rang.length > 0 || text === undefined || arn === undefined) return rang;
  const prefix = arn.split(':', 6).join(':');
  return alarmsInRule(text).flatMap((name) => parseAlarmArn(name) ?? parseAlarmArn(`${prefix}:${name}`) ?? []);
};
