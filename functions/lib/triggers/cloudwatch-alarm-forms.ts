import { alarmsInRule } from '../domain/alarm-rule.ts';
import type { Dimension } from './alarm-dimensions.ts';
import { parseAlarmArn } from './aws-ids.ts';
import {
  at,
  firstPresent,
  isObject,
  items,
  type JsonNode,
  members,
  present,
  scalars,
  textOf,
  wordOf,
} from './json-node.ts';
import { parseGuarded } from './parse-guarded.ts';
import { isEnvelopeOf } from './trigger-reader.ts';
import { parseTimeMs } from './values.ts';

/** A CloudWatch alarm's change of state, whichever way it came. */
export interface AlarmForm {
  readonly name: JsonNode;
  readonly arn?: string;
  readonly account: JsonNode;
  readonly region: JsonNode;
  /** `ok`, `alarm`, `insufficient_data`, or what else was there, in lower case. */
  readonly state: string;
  readonly stateNode: JsonNode;
  readonly sinceMs?: number;
  /** When the state before began, epoch ms: for OK, when the alarm rang. */
  readonly previousSinceMs?: number;
  readonly previousState: string;
  readonly contributorId?: string;
  readonly dimensions: readonly Dimension[];
  readonly childAlarmArns: readonly string[];
  /** Why the alarm's owner does not want it acted on. */
  readonly mutedBy?: string;
}

/** `{InstanceId: 'i-…'}` in events, `[{name, value}]` in messages. */
const dimensionsOf = (node: JsonNode): readonly Dimension[] => {
  const pairs = Array.isArray(node.value)
    ? items(node).map((one) => [textOf(at(one, 'name')), textOf(at(one, 'value'))] as const)
    : members(node).map(({ name, node: value }) => [name, textOf(value)] as const);
  return pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [{ name, value }]));
};

/** Every metric counts: math and anomaly alarms refer to metrics that return no data themselves. */
const metricDimensions = (metrics: JsonNode): readonly Dimension[] =>
  items(metrics).flatMap((metric) => dimensionsOf(at(metric, 'metricStat', 'metric', 'dimensions')));

/** `reasonData` is JSON text; for a composite alarm it tells which children rang. */
const childrenThatRang = (state: JsonNode): readonly string[] => {
  const text = textOf(at(state, 'reasonData'));
  const parsed = text === undefined ? undefined : parseGuarded(text);
  if (parsed === undefined || !('node' in parsed)) return [];
  return scalars(at(parsed.node, 'triggeringAlarms')).flatMap((one) => parseAlarmArn(at(one, 'arn').value) ?? []);
};

/** Where nobody says which children rang, all that the rule names: they are of the alarm's own account and Region. */
const childrenOf = (rang: readonly string[], rule: JsonNode, arn: string | undefined): readonly string[] => {
  const text = textOf(rule);
  if (rang.length > 0 || text === undefined || arn === undefined) return rang;
  const prefix = arn.split(':', 6).join(':');
  return alarmsInRule(text).flatMap((name) => parseAlarmArn(name) ?? parseAlarmArn(`${prefix}:${name}`) ?? []);
};

const mutedBy = (detail: JsonNode): string | undefined => {
  if (present(at(detail, 'muteDetail'))) return 'a mute rule is in force';
  return present(at(detail, 'state', 'actionsSuppressedBy')) ? "the alarm's actions are suppressed" : undefined;
};

const fromDetail = (detail: JsonNode, arn: JsonNode, account: JsonNode, region: JsonNode): AlarmForm => {
  const state = at(detail, 'state');
  const contributor = at(detail, 'alarmContributor');
  return {
    name: at(detail, 'alarmName'),
    arn: parseAlarmArn(arn.value),
    account,
    region,
    state: wordOf(at(state, 'value')),
    stateNode: at(state, 'value'),
    sinceMs: parseTimeMs(at(state, 'timestamp').value),
    previousSinceMs: parseTimeMs(at(detail, 'previousState', 'timestamp').value),
    previousState: wordOf(at(detail, 'previousState', 'value')),
    contributorId: textOf(at(contributor, 'id')),
    dimensions: [
      ...metricDimensions(at(detail, 'configuration', 'metrics')),
      ...dimensionsOf(at(contributor, 'attributes')),
    ],
    childAlarmArns: childrenOf(
      childrenThatRang(state),
      at(detail, 'configuration', 'alarmRule'),
      parseAlarmArn(arn.value),
    ),
    mutedBy: mutedBy(detail),
  };
};

const fromMessage = (message: JsonNode): AlarmForm => {
  const trigger = at(message, 'Trigger');
  return {
    name: at(message, 'AlarmName'),
    arn: parseAlarmArn(at(message, 'AlarmArn').value),
    account: at(message, 'AWSAccountId'),
    // `Region` holds a display name ("EU - Ireland"): the ARN's Region counts.
    region: { value: undefined, path: at(message, 'Region').path },
    state: wordOf(at(message, 'NewStateValue')),
    stateNode: at(message, 'NewStateValue'),
    sinceMs: parseTimeMs(at(message, 'StateChangeTime').value),
    previousState: wordOf(at(message, 'OldStateValue')),
    dimensions: [...dimensionsOf(at(trigger, 'Dimensions')), ...metricDimensions(at(trigger, 'Metrics'))],
    childAlarmArns: childrenOf(
      items(at(message, 'TriggeringChildren')).flatMap((one) => parseAlarmArn(at(one, 'Arn').value) ?? []),
      at(message, 'AlarmRule'),
      parseAlarmArn(at(message, 'AlarmArn').value),
    ),
  };
};

const DETAIL_TYPES = ['cloudwatch alarm state change', 'cloudwatch alarm contributor state change'];

const isEvent = (value: JsonNode): boolean => isEnvelopeOf(value, 'aws.cloudwatch', DETAIL_TYPES);
const isLambdaAction = (value: JsonNode): boolean => isObject(at(value, 'alarmData'));
const isMessage = (value: JsonNode): boolean => present(at(value, 'AlarmName')) && present(at(value, 'NewStateValue'));

export const isAlarm = (value: JsonNode): boolean => isEvent(value) || isLambdaAction(value) || isMessage(value);

/** Reads an alarm in any of its forms: EventBridge event, Lambda alarm action, SNS message. */
export const readAlarmForm = (value: JsonNode): AlarmForm => {
  if (isMessage(value)) return fromMessage(value);
  const account = firstPresent(at(value, 'accountId'), at(value, 'account'));
  if (isLambdaAction(value))
    return fromDetail(at(value, 'alarmData'), at(value, 'alarmArn'), account, at(value, 'region'));
  const [arn] = scalars(at(value, 'resources'));
  return fromDetail(at(value, 'detail'), arn ?? at(value, 'resources'), account, at(value, 'region'));
};
