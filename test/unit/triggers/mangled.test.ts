import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr, prefixLengthOf } from '../../../functions/lib/domain/address.ts';
import type { Lead } from '../../../functions/lib/domain/lead.ts';
import type { PortRange } from '../../../functions/lib/domain/tuple.ts';
import { MAX_TUPLES } from '../../../functions/lib/triggers/finding-facts.ts';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { alarmEvent, asffEvent, firewallRecord, guardDutyEvents, ocsfEvent } from './sample-events.ts';

const hostile = [
  `\${malicious_ip}`,
  '0.0.0.0/0',
  '::/0',
  'ANY',
  '::ffff:10.0.0.1',
  '0300.0.2.1',
  '10.0.0.1/8',
  'fe80::1%eth0',
  '10.0.0.1\n',
  '１0.0.0.1',
  '0:65535',
  '443,80',
  '-1',
  '65536',
  '1e3',
  '0x50',
  '\u2028',
  '\u202e',
  '\u0000',
  '<script>',
  '=cmd()',
  '__proto__',
  'constructor',
  'a'.repeat(5_000),
  '198.51.100.9',
  '2001:db8::9',
  '443',
  '{"a":1}',
  '[[[[',
  'true',
  '',
  ' ',
];

const value = fc.oneof(
  fc.constantFrom<unknown>(...hostile),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 65_536, 1e308, Number.MAX_SAFE_INTEGER),
  fc.constantFrom<unknown>([], {}, [[]], [null], { ip: '10.0.0.1' }, { ipAddressV4: ['10.0.0.1'] }),
  fc.string(),
);

type Change = 'drop' | 'replace' | 'nest' | 'wrap' | 'repeat';

/** Paths of every member and element, so that a change may hit any of them. */
const pathsOf = (root: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof root === 'object' && root !== null
    ? Object.entries(root).flatMap(([name, inner]) => [[...path, name], ...pathsOf(inner, [...path, name])])
    : [];

const changed = (old: unknown, change: Change, put: unknown): unknown => {
  if (change === 'nest') return { value: old, [String(put).slice(0, 40)]: put };
  if (change === 'wrap') return [old, put];
  if (change === 'repeat') return Array.isArray(old) ? [...old, ...old, put] : [old, old];
  return put;
};

const mangle = (root: unknown, [head, ...rest]: readonly string[], change: Change, put: unknown): unknown => {
  if (head === undefined || typeof root !== 'object' || root === null) return root;
  const entries = Object.entries(root).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== head) return [[name, inner]];
    if (rest.length > 0) return [[name, mangle(inner, rest, change, put)]];
    return change === 'drop' ? [] : [[name, changed(inner, change, put)]];
  });
  return Array.isArray(root) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
};

const events = [...guardDutyEvents, asffEvent, ocsfEvent, alarmEvent, firewallRecord];

const mangledEvent = fc
  .tuple(
    fc.constantFrom(...events),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom<Change>('drop', 'replace', 'replace', 'nest', 'wrap', 'repeat'), value),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([event, changes]) =>
    changes.reduce<unknown>((current, [pick, change, put]) => {
      const paths = pathsOf(current);
      return paths.length === 0 ? current : mangle(current, paths[pick % paths.length] ?? [], change, put);
    }, event),
  );

const isHost = (text: string | undefined): boolean => {
  if (text === undefined) return true;
  const cidr = parseCidr(text);
  return cidr === text && prefixLengthOf(cidr) === (cidr.includes(':') ? 128 : 32);
};

const isRange = (range: PortRange | undefined): boolean =>
  range === undefined ||
  (Number.isInteger(range.from) && range.from > 0 && range.from <= range.to && range.to <= 65_535);

const expectSafe = (lead: Lead): void => {
  expect(lead.tuples.length).toBeLessThanOrEqual(MAX_TUPLES);
  for (const tuple of lead.tuples) {
    expect(isHost(tuple.subject) && isHost(tuple.peer)).toBe(true);
    expect(isRange(tuple.subjectPort) && isRange(tuple.peerPort)).toBe(true);
    expect(tuple.protocols.every((protocol) => [1, 6, 17, 58, 132].includes(protocol))).toBe(true);
    expect(tuple.reason).toMatch(/^[\x20-\x7e]+$/);
  }
  for (const note of lead.notes) expect(note.length).toBeLessThan(7_000);
};

describe('events, however mangled', () => {
  it('are read without throwing, and give leads made of parsed values alone', () => {
    fc.assert(
      fc.property(mangledEvent, (event) => {
        const readings = readTriggers(JSON.stringify(event));

        expect(readings.length).toBeGreaterThan(0);
        for (const reading of readings) {
          if (reading.lead) expectSafe(reading.lead);
          if (reading.outcome === 'lead')
            expect(reading.lead.source === 'cloudwatch-alarm' || reading.lead.tuples.length > 0).toBe(true);
          else expect(reading.reason).not.toBe('');
          if (reading.outcome === 'refused') expect(reading.problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('are read the same twice', () => {
    fc.assert(
      fc.property(mangledEvent, (event) => {
        const text = JSON.stringify(event);

        expect(readTrigger(text)).toEqual(readTrigger(text));
      }),
      { numRuns: 500 },
    );
  });

  it('are read whatever text they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom(...hostile)), (text) => {
        expect(readTriggers(text).length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
