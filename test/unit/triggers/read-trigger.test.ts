import { describe, expect, it } from 'vitest';
import { MAX_TRIGGER_DEPTH } from '../../../functions/lib/triggers/guard.ts';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { MAX_TRIGGERS } from '../../../functions/lib/triggers/unwrap.ts';
import { finding } from './backdoor-finding.ts';
import { eventOf } from './finding-builder.ts';
import { pascalCased, reasonOf, withValue } from './helpers.ts';

const event = eventOf(finding);
const expected = readTrigger(JSON.stringify(event)).lead;

const sns = (message: unknown) => ({
  EventSource: 'aws:sns',
  Sns: { TopicArn: 'arn:aws:sns:x', Message: JSON.stringify(message) },
});
const sqs = (body: unknown) => ({
  messageId: 'm-1',
  receiptHandle: 'r',
  eventSourceARN: 'arn:aws:sqs:x',
  body: JSON.stringify(body),
});
const told = (text: string) => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: 'arn:aws:sns:x',
  Message: text,
});
const notification = (message: unknown) => told(JSON.stringify(message));

describe('transports', () => {
  it.each([
    ['an event', event],
    ['a raw finding', finding],
    ['the answer of GetFindings', { Findings: [pascalCased(finding)] }],
    ['an array', [event]],
    ['SNS to Lambda', { Records: [sns(event)] }],
    ['SNS to Lambda, with a raw finding', { Records: [sns(finding)] }],
    ['SNS over HTTP', notification(event)],
    ['SQS to Lambda', { Records: [sqs(event)] }],
    ['SNS through SQS', { Records: [sqs(notification(event))] }],
    ['SQS through Pipes', [sqs(event)]],
    ['an event that lost its envelope', { detail: finding }],
  ])('are taken off: %s', (_what, value) => {
    const readings = readTriggers(JSON.stringify(value));

    expect(readings.length).toBe(1);
    expect(readings[0]?.lead).toEqual(expected);
  });

  it('gives one reading for each finding of a list', () => {
    const second = { ...finding, arn: `${finding.arn}2` };

    const readings = readTriggers(JSON.stringify({ Findings: [finding, second] }));

    expect(readings.map(({ lead }) => lead?.key[1])).toEqual([finding.arn, second.arn]);
  });

  it('refuses text inside that is no JSON, or that the guard refuses, and names where it is', () => {
    const deep = '['.repeat(MAX_TRIGGER_DEPTH + 1);

    expect(reasonOf(readTrigger(JSON.stringify({ Records: [{ Sns: { Message: '{"detail":' } }] })))).toBe(
      'Records[0].Sns.Message is not JSON',
    );
    expect(reasonOf(readTrigger(JSON.stringify({ Records: [{ Sns: { Message: deep } }] })))).toContain(
      'Records[0].Sns.Message too deep',
    );
  });

  it.each([
    'GuardDuty finding in eu-west-1: see the console',
    '[ALARM] "Egress" in EU (Ireland)',
    'You have chosen to subscribe to the topic arn:aws:sns:eu-west-1:111122223333:t. To confirm, visit the SubscribeURL',
    '"Finding Backdoor:EC2/C&CActivity.B on i-0dd000000000000d1"',
    '17',
    'null',
    'RESOURCE_TYPE=Instance\nREMOTE={198.51.100.7}, seen {3} times',
  ])('ignores a message in plain words: %.40s', (text) => {
    const carried = [
      told(text),
      { Records: [{ Sns: { Message: text } }] },
      { Records: [{ ...sqs(''), body: text }] },
      { Records: [sqs(told(text))] },
      { Messages: [{ MessageId: 'm-1', ReceiptHandle: 'r', Body: text }] },
    ];

    for (const value of carried)
      expect(readTriggers(JSON.stringify(value))).toEqual([
        { outcome: 'ignored', reason: expect.stringMatching(/^not a trigger of ours: \S+ is plain text$/) },
      ]);
  });

  it.each([
    ['its end is missing', (text: string) => text.slice(0, -20)],
    ['its beginning is missing', (text: string) => text.slice(20)],
    ['it begins with blanks', (text: string) => `\n ${text.slice(0, -1)}`],
    ['it is quoted', (text: string) => JSON.stringify(text).slice(0, -9)],
    ['it is a list', (text: string) => `[${text}`],
  ])('refuses a message that is JSON cut off: %s', (_what, cut) => {
    const value = told(cut(JSON.stringify(event)));

    expect(readTrigger(JSON.stringify(value))).toMatchObject({ outcome: 'refused', reason: 'Message is not JSON' });
  });

  it('reads JSON that was quoted on the way', () => {
    for (const value of [notification(JSON.stringify(event)), JSON.stringify(event)])
      expect(readTrigger(JSON.stringify(value)).lead).toEqual(expected);
  });

  it('does not follow messages inside messages for ever', () => {
    const nested = Array.from({ length: 12 }).reduce<unknown>((inner) => notification(inner), event);

    expect(readTrigger(JSON.stringify(nested)).outcome).toBe('refused');
  });

  it('refuses more triggers than it may hold, and reads the others', () => {
    const readings = readTriggers(JSON.stringify(Array.from({ length: MAX_TRIGGERS + 1 }, () => ({ a: 1 }))));

    expect(readings.length).toBe(MAX_TRIGGERS + 1);
    expect(readings.at(-1) && reasonOf(readings[MAX_TRIGGERS] ?? { outcome: 'ignored', reason: '' })).toContain(
      'more than',
    );
  });
});

describe("an analyst's request", () => {
  const request = { source: 'manual', reason: 'beacon seen', subjects: ['10.20.1.10'], peers: ['198.51.100.7'] };

  it('is read alone and on the bus', () => {
    const onTheBus = { 'detail-type': 'Capture Request', source: 'flowtrap', account: '999988887777', detail: request };

    for (const value of [request, onTheBus]) {
      expect(readTrigger(JSON.stringify(value))).toMatchObject({
        outcome: 'lead',
        lead: { source: 'manual', type: 'beacon seen' },
      });
    }
  });

  it("is not read out of an AWS service's event", () => {
    const disguised = { 'detail-type': 'GuardDuty Finding', source: 'aws.guardduty', detail: request };

    expect(readTrigger(JSON.stringify(disguised)).lead?.source).toBe('guardduty');
  });
});

describe('what is not a trigger', () => {
  it.each([
    ['', 'is not JSON'],
    ['hello', 'is not JSON'],
    ['{"a":', 'is not JSON'],
    ['null', 'is not a JSON object'],
    ['17', 'is not a JSON object'],
    ['"text"', 'is not a JSON object'],
    ['{}', 'has a shape that no reader knows'],
    ['{"__proto__":{"type":"Backdoor:EC2/Spambot","resource":{}}}', 'has a shape that no reader knows'],
    ['['.repeat(100_000), 'too deep'],
    [`"${'a'.repeat(300_000)}"`, 'too large'],
  ])('is refused: %.20s', (text, reason) => {
    const reading = readTrigger(text);

    expect(reading.outcome).toBe('refused');
    expect(reasonOf(reading)).toContain(reason);
  });

  it("ignores other services' events by name, and shows no character that could do harm", () => {
    const value = {
      'detail-type': 'EC2 Instance State-change Notification <b>\n\u202e',
      source: 'aws.ec2',
      detail: {},
    };

    const reading = readTrigger(JSON.stringify(value));

    expect(reading.outcome).toBe('ignored');
    expect(reasonOf(reading)).toBe(
      'not a trigger of ours: detail-type "EC2 Instance State-change Notification \\u{3c}b\\u{3e}\\u{a}\\u{202e}" from source "aws.ec2"',
    );
  });

  it.each([
    ['Security Hub Insight Results', 'aws.securityhub'],
    ['GuardDuty Malware Protection Object Scan Result', 'aws.guardduty'],
    ['GuardDuty Finding', 'someone.else'],
    ['Scheduled Event', 'aws.events'],
  ])('ignores %s from %s', (detailType, source) => {
    const reading = readTrigger(JSON.stringify({ ...event, 'detail-type': detailType, source }));

    expect(reading).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining('not a trigger of ours') });
  });

  it('ignores an empty list', () => {
    expect(readTrigger('[]').outcome).toBe('ignored');
    expect(readTrigger('{"Findings":[]}').outcome).toBe('ignored');
  });

  it('skips a byte order mark', () => {
    expect(readTrigger(`\uFEFF${JSON.stringify(event)}`).lead).toEqual(expected);
  });
});

describe('one case from several findings', () => {
  const broken = withValue(finding, 'service.action.networkConnectionAction.remoteIpDetails.ipAddressV4', 'ANY');
  const drill = withValue({ ...finding, severity: 10 }, 'service.additionalInfo.sample', true);

  it('takes the most severe real lead and notes the others', () => {
    const severe = { ...finding, severity: 9, arn: `${finding.arn}9` };

    const reading = readTrigger(JSON.stringify({ Findings: [broken, drill, finding, severe] }));

    expect(reading.lead?.key[1]).toBe(severe.arn);
    expect(
      reading.lead?.notes.filter((note) => note.startsWith('not part of this case')).length,
    ).toBeGreaterThanOrEqual(2);
  });

  it('is refused only when nothing better is there', () => {
    expect(
      readTrigger(
        JSON.stringify([
          broken,
          { ...finding, type: 'Policy:IAMUser/RootCredentialUsage', service: { action: { awsApiCallAction: {} } } },
        ]),
      ).outcome,
    ).toBe('refused');
  });
});
