import { gzipSync } from 'node:zlib';
import { ACCOUNT } from './finding-builder.ts';

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

const logBatch = (value: unknown) => ({
  messageType: 'DATA_MESSAGE',
  owner: ACCOUNT,
  logGroup: 'g',
  logStream: 's',
  subscriptionFilters: ['f'],
  logEvents: [{ id: '1', timestamp: 1_767_226_200_000, message: JSON.stringify(value) }],
});

const packedBatch = (value: unknown): string => base64(gzipSync(JSON.stringify(logBatch(value))));

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;

/** Ways in which an event reaches somebody who did not ask for the event alone. */
export const transports: Readonly<Record<string, (value: unknown) => unknown>> = {
  sns: (value) => ({ Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: 't', Message: JSON.stringify(value) } }] }),
  http: (value) => ({ Type: 'Notification', MessageId: 'm-1', TopicArn: 't', Message: JSON.stringify(value) }),
  sqs: (value) => ({
    Records: [{ messageId: 'm-1', receiptHandle: 'r', eventSource: 'aws:sqs', body: JSON.stringify(value) }],
  }),
  receive: (value) => ({ Messages: [{ MessageId: 'm-1', ReceiptHandle: 'r', Body: JSON.stringify(value) }] }),
  pipes: (value) => [{ messageId: 'm-1', receiptHandle: 'r', eventSource: 'aws:sqs', body: JSON.stringify(value) }],
  kinesis: (value) => ({
    Records: [{ eventSource: 'aws:kinesis', kinesis: { sequenceNumber: '1', data: base64(JSON.stringify(value)) } }],
  }),
  firehose: (value) => ({
    deliveryStreamArn: 'd',
    records: [{ recordId: '1', data: base64(`${JSON.stringify(value)}\n`) }],
  }),
  logs: (value) => ({ awslogs: { data: packedBatch(value) } }),
  'logs-kinesis': (value) => ({
    Records: [{ eventSource: 'aws:kinesis', kinesis: { sequenceNumber: '1', data: packedBatch(value) } }],
  }),
  'logs-firehose': (value) => ({ deliveryStreamArn: 'd', records: [{ recordId: '1', data: packedBatch(value) }] }),
  'log-events': (value) => ({
    events: [{ logStreamName: 's', timestamp: 1_767_226_200_000, message: JSON.stringify(value), eventId: '1' }],
    searchedLogStreams: [],
  }),
  entries: (value) => ({
    Entries: [
      {
        Source: memberOf(value, 'source'),
        DetailType: memberOf(value, 'detail-type'),
        Detail: JSON.stringify(memberOf(value, 'detail')),
        EventBusName: 'default',
      },
    ],
  }),
  array: (value) => [value],
  'text-detail': (value) => ({
    ...(typeof value === 'object' ? value : {}),
    detail: JSON.stringify(memberOf(value, 'detail')),
  }),
  event: (value) => ({ event: value }),
};
