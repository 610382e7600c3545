import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr, prefixLengthOf } from '../../../functions/lib/domain/address.ts';
import type { Lead } from '../../../functions/lib/domain/lead.ts';
import type { PortRange } from '../../../functions/lib/domain/tuple.ts';
import { MAX_TUPLES } from '../../../functions/lib/triggers/finding-facts.ts';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { hostile, mangledEvent } from './mangled-events.ts';

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
