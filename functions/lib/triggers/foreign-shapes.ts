import { at, isObject, type JsonNode, present, wordOf } from './json-node.ts';

/** Shapes that often lie beside triggers in archives and queues, and are none. The order matters. */
const shapes: readonly (readonly [string, (value: JsonNode) => boolean])[] = [
  ['an S3 notification', (value) => isObject(at(value, 's3')) && wordOf(at(value, 'eventSource')) === 'aws:s3'],
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
