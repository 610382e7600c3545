import type { Dimension } from './alarm-dimensions.ts';
import { childrenOf, childrenThatRang, dimensionsOf, metricDimensions } from './alarm-parts.ts';
import { parseAlarmArn } from './aws-ids.ts';
import {
  at,
  firstPresent,
  isObject,
  items,
  type JsonNode,
  present,
  rootNode,
  scalars,
  textOf,
  wordOf,
} from './json-node.ts';
import { detailOf, isEnvelopeOf, isUntypedOf } from './trigger-reader.ts';
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

const SUPPRESSED = "the alarm's actions are suppressed";

const mutedBy = (detail: JsonNode): string | undefined => {
  if (present(at(detail, 'muteDetail'))) return 'a mute rule is in force';
  return present(at(detail, 'state', 'actionsSuppressedBy')) ? SUPPRESSED : undefined;
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
      childrenThatRang(at(state, 'reasonData')),
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

const NOTHING = rootNode(undefined);

/** `MetricAlarms` and `CompositeAlarms` of DescribeAlarms tell what is now: since when, but not what was before. */
const fromDescription = (alarm: JsonNode): AlarmForm => {
  const arn = parseAlarmArn(at(alarm, 'AlarmArn').value);
  const since = firstPresent(at(alarm, 'StateTransitionedTimestamp'), at(alarm, 'StateUpdatedTimestamp'));
  return {
    name: at(alarm, 'AlarmName'),
    arn,
    account: NOTHING,
    region: NOTHING,
    state: wordOf(at(alarm, 'StateValue')),
    stateNode: at(alarm, 'StateValue'),
    sinceMs: parseTimeMs(since.value),
    previousState: '',
    dimensions: [...dimensionsOf(at(alarm, 'Dimensions')), ...metricDimensions(at(alarm, 'Metrics'))],
    childAlarmArns: childrenOf(childrenThatRang(at(alarm, 'StateReasonData')), at(alarm, 'AlarmRule'), arn),
    mutedBy: present(at(alarm, 'ActionsSuppressedBy')) ? SUPPRESSED : undefined,
  };
};

const SOURCE = 'aws.cloudwatch';
const DETAIL_TYPES = ['cloudwatch alarm state change', 'cloudwatch alarm contributor state change'];

/** The `detail` of an event, without what is around it. */
const isDetail = (value: JsonNode): boolean =>
  present(at(value, 'alarmName')) && present(at(value, 'state', 'value')) && isObject(at(value, 'configuration'));
const isEvent = (value: JsonNode): boolean =>
  isEnvelopeOf(value, SOURCE, DETAIL_TYPES) || (isUntypedOf(value, SOURCE) && isDetail(detailOf(value)));
const isLambdaAction = (value: JsonNode): boolean => isObject(at(value, 'alarmData'));
const isMessage = (value: JsonNode): boolean => present(at(value, 'AlarmName')) && present(at(value, 'NewStateValue'));
const isDescription = (value: JsonNode): boolean => present(at(value, 'AlarmName')) && present(at(value, 'StateValue'));

export const isAlarm = (value: JsonNode): boolean =>
  [isEvent, isLambdaAction, isMessage, isDescription, isDetail].some((fits) => fits(value));

/** Reads an alarm in any of its forms: EventBridge event, Lambda alarm action, SNS message, answer of DescribeAlarms. */
export const readAlarmForm = (value: JsonNode): AlarmForm => {
  if (isMessage(value)) return fromMessage(value);
  if (isDescription(value)) return fromDescription(value);
  if (isDetail(value)) return fromDetail(value, NOTHING, NOTHING, NOTHING);
  const account = firstPresent(at(value, 'accountId'), at(value, 'account'));
  if (isLambdaAction(value))
    return fromDetail(at(value, 'alarmData'), at(value, 'alarmArn'), account, at(value, 'region'));
  const [arn] = scalars(at(value, 'resources'));
  return fromDetail(at(value, 'detail'), arn ?? at(value, 'resources'), account, at(value, 'region'));
};
