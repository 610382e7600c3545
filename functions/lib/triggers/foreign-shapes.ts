import { at, isList, isObject, type JsonNode, present, wordOf } from './json-node.ts';

/** Shapes that often lie beside triggers in archives and queues, and are none. The order matters. */
const shapes: readonly (readonly [string, (value: JsonNode) => boolean])[] = [
  ['an S3 notification', (value) => isObject(at(value, 's3')) && wordOf(at(value, 'eventSource')) === 'aws:s3'],
  ['a test of S3 notifications', (value) => wordOf(at(value, 'Event')) === 's3:testevent'],
  [
    'news about finding types',
    (value) =>
      ['new_findings', 'updated_findings', 'new_features', 'general'].includes(wordOf(at(value, 'type'))) &&
      present(at(value, 'version')),
  ],
  ['the history of alarms', (value) => isList(at(value, 'AlarmHistoryItems'))],
  ['contributors without their alarm', (value) => isList(at(value, 'AlarmContributors'))],
  [
    'an OCSF record that is no finding',
    (value) => present(at(value, 'class_uid')) && !isObject(at(value, 'finding_info')),
  ],
  [
    'a CloudTrail record',
    (value) => ['eventVersion', 'eventSource', 'eventName'].every((name) => present(at(value, name))),
  ],
  [
    'an AWS Config item',
    (value) => present(at(value, 'configurationItem')) || present(at(value, 'configurationItemSummary')),
  ],
];

/** What a value is that is no trigger of ours, in words; undefined where nobody knows it. */
export const foreignShape = (value: JsonNode): string | undefined => shapes.find(([, fits]) => fits(value))?.[0];
