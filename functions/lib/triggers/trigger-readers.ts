import { alarmReader } from './cloudwatch-alarm.ts';
import { firewallReader } from './firewall-alert.ts';
import { guardDutyReader } from './guardduty.ts';
import { at, isObject, type JsonNode, wordOf } from './json-node.ts';
import { manualReader } from './manual.ts';
import { scheduleReader } from './schedule.ts';
import { asffReader } from './security-hub-asff.ts';
import { ocsfReader } from './security-hub-ocsf.ts';
import type { TriggerReader } from './trigger-reader.ts';

const isOthersEvent = (value: JsonNode): boolean =>
  wordOf(at(value, 'detail-type')) !== '' &&
  !wordOf(at(value, 'source')).startsWith('aws.') &&
  isObject(at(value, 'detail'));

/** A reader's triggers as any producer but AWS puts them on the bus: in `detail`. */
const onTheBus = ({ source, recognises, read }: TriggerReader): TriggerReader => ({
  source,
  recognises: (value) => isOthersEvent(value) && recognises(at(value, 'detail')),
  read: (value) => read(at(value, 'detail')),
});

/** Every reader; the first that recognises a trigger reads it. */
export const triggerReaders: readonly TriggerReader[] = [
  manualReader,
  scheduleReader,
  guardDutyReader,
  asffReader,
  ocsfReader,
  alarmReader,
  firewallReader,
  onTheBus(manualReader),
];
