import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../functions/lib/domain/address.ts';
import { regionOfZone } from '../../../functions/lib/triggers/aws-ids.ts';
import { tuplesOf } from '../../../functions/lib/triggers/conversation.ts';
import { parsePort, parseProtocol, parseTimeMs } from '../../../functions/lib/triggers/values.ts';
import { visible } from '../../../functions/lib/triggers/visible.ts';

const NOON_MS = Date.UTC(2025, 1, 25, 12, 0, 6, 721);

describe('values', () => {
  it.each<[unknown, number | undefined]>([
    ['2025-02-25T12:00:06.721Z', NOON_MS],
    ['2025-02-25 12:00:06.721', NOON_MS],
    ['2025-02-25T12:00:06.721000000', NOON_MS],
    ['2025-02-25T13:00:06.721+0100', NOON_MS],
    ['2025-02-25T10:30:06.721-01:30', NOON_MS],
    ['2025-02-25 12:00:06.721 UTC', NOON_MS],
    [NOON_MS, NOON_MS],
    [String(NOON_MS), NOON_MS],
    [NOON_MS / 1_000, NOON_MS],
    ['2025-02-25', Date.UTC(2025, 1, 25)],
    ['1970-01-01T00:00:00Z', undefined],
    ['3025-02-25T12:00:00Z', undefined],
    ['yesterday', undefined],
    ['2025-02-25T12:00:06.721Z; DROP', undefined],
    ['', undefined],
    [null, undefined],
    [Number.NaN, undefined],
    [-1, undefined],
    [{}, undefined],
  ])('reads %j as time %s', (value, expected) => {
    expect(parseTimeMs(value)).toBe(expected);
  });

  it('reads every time that a date can write', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseTimeMs(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it('reads a port if and only if it is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -70_000, max: 140_000 }), fc.double(), fc.string()), (value) => {
        const isPort =
          typeof value === 'number' &&
          Number.isInteger(value) &&
          value >= 0 &&
          value <= 65_535 &&
          !Object.is(value, -0);

        if (isPort) {
          expect(parsePort(value)).toBe(value);
          expect(parsePort(String(value))).toBe(value);
        } else if (typeof value === 'number' && value !== 0) expect(parsePort(value)).toBeUndefined();
      }),
    );
  });

  it.each<[unknown, 4 | 6, number | undefined]>([
    ['TCP', 4, 6],
    ['udp', 4, 17],
    ['ICMP', 4, 1],
    ['ICMP', 6, 58],
    ['IPv6-ICMP', 6, 58],
    ['SCTP', 4, 132],
    ['6', 4, 6],
    [17, 4, 17],
    ['GRE', 4, undefined],
    ['0', 4, undefined],
    ['Unknown', 4, undefined],
    ['-1', 4, undefined],
    [undefined, 4, undefined],
  ])('reads %j over IPv%s as protocol %s', (value, family, expected) => {
    expect(parseProtocol(value, family)).toBe(expected);
  });

  it.each([
    ['eu-west-1a', 'eu-west-1'],
    ['us-gov-west-1b', 'us-gov-west-1'],
    ['us-west-2-lax-1a', 'us-west-2'],
    ['use1-az1', undefined],
    ['eu-west-1', undefined],
    ['eu-west-1a\n', undefined],
  ])('takes %j for a zone of %s', (zone, region) => {
    expect(regionOfZone(zone)).toBe(region);
  });

  it('shows no character that a terminal, a page or a log would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).toMatch(/^[\w .:/!&@+()#\\{}…-]*$/);
      }),
    );
  });
});

describe('tuples of a conversation', () => {
  const local = parseAddress('10.20.1.10');
  const remote = parseAddress('198.51.100.7');
  const both = {
    local: local ? [local] : [],
    remote: remote ? [remote] : [],
    localPorts: { from: 50_040, to: 50_040 },
    remotePorts: { from: 443, to: 443 },
    protocol: 'TCP',
    what: 'connection',
  };

  it.each([
    ['outbound', { peerPort: { from: 443, to: 443 } }],
    ['inbound', { subjectPort: { from: 50_040, to: 50_040 } }],
    ['unknown', {}],
  ] as const)("keep the called side's port alone: %s", (direction, ports) => {
    const [tuple] = tuplesOf({ ...both, direction });

    const { subjectPort, peerPort } = tuple ?? {};
    expect({ subjectPort, peerPort }).toEqual({ subjectPort: undefined, peerPort: undefined, ...ports });
  });
});
