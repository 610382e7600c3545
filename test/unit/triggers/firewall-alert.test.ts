import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { outbound } from './backdoor-finding.ts';
import { ACCOUNT, LOCAL, REGION, REMOTE } from './finding-builder.ts';
import { reasonOf, tuplesIn } from './helpers.ts';
import { firewallRecord } from './sample-events.ts';

const record = (extra: object = {}) => ({
  ...firewallRecord,
  event: {
    ...firewallRecord.event,
    timestamp: '2026-01-01T00:10:00.006481+0000',
    flow_id: 1_582_438_383_425_873,
    alert: { action: 'allowed', signature_id: 5, signature: 'ET MALWARE Example', severity: 1 },
    ...extra,
  },
});

const inbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  subjectPort: { from: 443, to: 443 },
  protocols: [6],
  direction: 'inbound',
};
const read = (value: unknown) => readTrigger(JSON.stringify(value));

describe('Network Firewall records', () => {
  it('reads an alert', () => {
    const { lead } = read(record());

    expect(lead).toMatchObject({
      source: 'firewall-alert',
      type: 'ET MALWARE Example',
      severity: 8,
      region: REGION,
      lastSeenMs: Date.UTC(2026, 0, 1, 0, 10, 0, 6),
      subjects: [
        { kind: 'address', address: LOCAL },
        { kind: 'firewall', firewallName: 'edge' },
      ],
    });
    expect(lead?.account).toBeUndefined();
  });

  it.each([
    ['outbound', {}, [outbound]],
    ['inbound: the private side is ours', { src_ip: REMOTE, dest_ip: LOCAL }, [inbound]],
    ['an answer, by its ports', { src_ip: REMOTE, src_port: 443, dest_ip: LOCAL, dest_port: 50_040 }, [outbound]],
    [
      'an answer, by its direction',
      { src_ip: LOCAL, src_port: 443, dest_ip: REMOTE, dest_port: 1_500, direction: 'to_client' },
      [inbound],
    ],
    ['both private: the side that opened it', { dest_ip: '10.99.0.9' }, [{ ...outbound, peer: '10.99.0.9/32' }]],
    [
      'neither private: the side that opened it',
      { src_ip: '203.0.113.4' },
      [{ ...outbound, subject: '203.0.113.4/32' }],
    ],
    [
      'IPv6',
      { src_ip: 'fd00::10', dest_ip: '2001:db8::7' },
      [{ ...outbound, subject: 'fd00::10/128', peer: '2001:db8::7/128' }],
    ],
    ['a flow record', { event_type: 'netflow', alert: undefined, netflow: { pkts: 3 } }, [outbound]],
    ['a TLS record', { event_type: 'tls', alert: undefined, tls: { sni: 'example.com' } }, [outbound]],
    [
      'ICMP',
      { proto: 'ICMP', src_port: undefined, dest_port: undefined },
      [{ subject: `${LOCAL}/32`, peer: `${REMOTE}/32`, protocols: [1], direction: 'outbound' }],
    ],
  ])('tells who called whom: %s', (_what, extra, tuples) => {
    expect(tuplesIn(read(record(extra)))).toEqual(tuples);
  });

  it.each([
    [1, 8],
    [2, 6],
    [3, 4],
    [4, 2],
    [255, 2],
    ['1', 8],
    [undefined, 2],
  ])('takes alert severity %s as %s', (severity, expected) => {
    expect(read(record({ alert: { severity } })).lead?.severity).toBe(expected);
  });

  it('captures what the firewall dropped, and says so', () => {
    const reading = read(record({ alert: { action: 'blocked', severity: 1 } }));

    expect(reading.outcome).toBe('lead');
    expect(reading.lead?.notes.join()).toContain('dropped');
  });

  it.each([
    ['src_ip', 'event.src_ip'],
    ['dest_ip', 'event.dest_ip'],
  ])('refuses a broken %s', (member, path) => {
    for (const value of [`\${ip}`, '10.0.0.0/8', '99999999']) {
      const reading = read(record({ [member]: value }));

      expect(reading.outcome === 'refused' && reading.problems.map((one) => one.path)).toContain(path);
    }
  });

  it('leaves a broken port open, and names the field', () => {
    const reading = read(record({ dest_port: '99999999' }));

    expect(reading).toMatchObject({ outcome: 'lead', problems: [{ path: 'event.dest_port' }] });
    expect(reading.lead?.tuples).toMatchObject([{ peer: expect.any(String) }]);
    expect(reading.lead?.tuples[0]?.peerPort).toBeUndefined();
  });

  it('refuses a record without addresses', () => {
    expect(reasonOf(read(record({ dest_ip: undefined })))).toContain('event.dest_ip is missing');
  });

  it('reads a record alone, as text inside, and on the bus from any producer, as the same', () => {
    const { event } = record();
    const inside = { ...record(), event: JSON.stringify(event) };
    const onTheBus = {
      'detail-type': 'Network Firewall Alert',
      source: 'flowtrap',
      account: '999988887777',
      region: 'us-east-1',
      detail: record(),
    };

    for (const value of [event, inside, onTheBus]) expect(tuplesIn(read(value))).toEqual([outbound]);
    expect(read(onTheBus).lead).toEqual(read(record()).lead);
  });

  it('gives one key to a day of the same alert, whichever way its packets go', () => {
    const first = read(record()).lead?.key;
    const answer = read(record({ src_ip: REMOTE, src_port: 443, dest_ip: LOCAL, dest_port: 50_041, flow_id: 2 })).lead
      ?.key;
    const nextDay = read(record({ timestamp: '2026-01-02T00:10:00Z' })).lead?.key;
    const otherRule = read(record({ alert: { signature_id: 6, severity: 1 } })).lead?.key;

    expect(answer).toEqual(first);
    expect(nextDay).not.toEqual(first);
    expect(otherRule).not.toEqual(first);
  });
});

describe('log subscriptions', () => {
  const batch = (messages: readonly unknown[]) => ({
    awslogs: {
      data: gzipSync(
        JSON.stringify({
          messageType: 'DATA_MESSAGE',
          owner: ACCOUNT,
          logGroup: 'fw',
          logEvents: messages.map((message, index) => ({
            id: String(index),
            message: typeof message === 'string' ? message : JSON.stringify(message),
          })),
        }),
      ).toString('base64'),
    },
  });

  it('makes one lead of a batch', () => {
    const readings = readTriggers(
      JSON.stringify(
        batch([record(), record({ dest_ip: '198.51.100.8', alert: { severity: 3 } }), 'not JSON', { other: 1 }]),
      ),
    );

    expect(readings.length).toBe(1);
    expect(readings[0]?.lead).toMatchObject({ severity: 8, account: ACCOUNT, region: REGION });
    expect(readings[0] && tuplesIn(readings[0]).length).toBe(2);
  });

  it('ignores a batch of something else', () => {
    expect(readTrigger(JSON.stringify(batch(['START RequestId'])))).toMatchObject({ outcome: 'ignored' });
  });

  it.each([
    ['not base64', '***'],
    ['not gzip', Buffer.from('hello').toString('base64')],
    ['a bomb', gzipSync(Buffer.alloc(8_000_000, 0x20)).toString('base64')],
    ['deeply nested', gzipSync('['.repeat(100_000)).toString('base64')],
  ])('refuses a batch that is %s', (_what, data) => {
    expect(readTrigger(JSON.stringify({ awslogs: { data } }))).toMatchObject({
      outcome: 'refused',
      problems: [{ path: 'awslogs.data' }],
    });
  });
});
