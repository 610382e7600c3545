import type { TriggerReading } from '../domain/lead.ts';
import { isAwsLogs, openAwsLogs } from './aws-logs.ts';
import { isFirewallRecord } from './firewall-record.ts';
import { foreignShape } from './foreign-shapes.ts';
import { at, isObject, type JsonNode, textOf } from './json-node.ts';
import { asHanded, checkHandedEvent, eventInside, isHandedEvent } from './manual/handed-event.ts';
import { onlyReading } from './merge-readings.ts';
import { parseGuarded, type Unwrapped } from './parse-guarded.ts';
import { isEnvelope } from './trigger-reader.ts';
import { triggerReaders } from './trigger-readers.ts';
import { unwrap } from './unwrap.ts';
import { visible } from './visible.ts';

const refused = (path: string, problem: string, allowed: string): TriggerReading => ({
  outcome: 'refused',
  reason: path === '' ? problem : `${path} ${problem}`,
  problems: [{ path: path === '' ? '(root)' : path, problem, allowed }],
});

const emptyList: TriggerReading = { outcome: 'ignored', reason: 'an empty list: it holds no finding' };

const shapes = 'a finding, alarm, alert, schedule or request in one of the documented forms';

const notOurs = (value: JsonNode): TriggerReading => {
  const source = visible(textOf(at(value, 'source')) ?? '');
  return {
    outcome: 'ignored',
    reason: `not a trigger of ours: detail-type "${visible(textOf(at(value, 'detail-type')) ?? '')}" from source "${source}"`,
  };
};

const unknown = (value: JsonNode): TriggerReading => {
  if (isEnvelope(value)) return notOurs(value);
  const foreign = foreignShape(value);
  if (foreign !== undefined) return { outcome: 'ignored', reason: `not a trigger of ours: ${foreign}` };
  return refused(value.path, 'has a shape that no reader knows', shapes);
};

const readerOf = (node: JsonNode) => triggerReaders.find(({ recognises }) => recognises(node));

/** Events in a log group that an event bus writes to; the firewall's own records are its reader's. */
const loggedEvents = (value: JsonNode): readonly JsonNode[] =>
  (isAwsLogs(value) ? (openAwsLogs(value)?.messages ?? []) : [])
    .flatMap((one) => ('node' in one && isObject(one.node) ? [one.node] : []))
    .filter((node) => !isFirewallRecord(node) && !isAwsLogs(node) && readerOf(node) !== undefined);

/** What a person hands over is read as the event that it is, and then marked. */
const readHanded = (value: JsonNode): readonly TriggerReading[] => {
  const handed = checkHandedEvent(value);
  if ('problems' in handed) {
    const reason = handed.problems.map(({ path, problem, allowed }) => `${path} is ${problem} (${allowed})`).join('; ');
    return [{ outcome: 'refused', reason, problems: handed.problems }];
  }
  return readNode(eventInside(value)).map((reading) => asHanded(reading, handed.value));
};

const readOne = (one: Unwrapped): readonly TriggerReading[] => {
  if ('ignored' in one) return [{ outcome: 'ignored', reason: `not a trigger of ours: ${one.path} is ${one.ignored}` }];
  if ('refused' in one) return [refused(one.path, one.refused, 'JSON within the limits of a trigger')];
  if (!isObject(one.node)) return [refused(one.node.path, 'is not a JSON object', shapes)];
  const logged = loggedEvents(one.node);
  if (logged.length > 0) return logged.flatMap((node) => readOne({ node }));
  const reader = readerOf(one.node);
  return reader === undefined ? [unknown(one.node)] : reader.read(one.node);
};

const readNode = (node: JsonNode): readonly TriggerReading[] => {
  const readings = unwrap(node).flatMap(readOne);
  return readings.length > 0 ? readings : [emptyList];
};

/** Reads a trigger's raw text: guard, parse, take the transport off, recognise, read. One reading a finding; findings
 * that one custom action or one log batch brought together are one reading for each account and Region. Never empty,
 * never throws.
 * @see readTrigger for the single reading that a case is made from. */
export const readTriggers = (text: string): readonly TriggerReading[] => {
  const parsed = parseGuarded(text);
  if ('refused' in parsed) return readOne(parsed);
  return isHandedEvent(parsed.node) ? readHanded(parsed.node) : readNode(parsed.node);
};

/** Reads a trigger's raw text as one case: the most severe of its readings, the others as notes of the lead. */
export const readTrigger = (text: string): TriggerReading => onlyReading(readTriggers(text));
