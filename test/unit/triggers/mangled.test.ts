import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr, prefixLengthOf } from '../../../functions/lib/domain/address.ts';
import type { TriggerReading } from '../../../functions/lib/domain/lead.ts';
import type { PortRange, Tuple } from '../../../functions/lib/domain/tuple.ts';
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

const isSafe = ({ subject, peer, subjectPort, peerPort, protocols, reason }: Tuple): boolean =>
  isHost(subject) &&
  isHost(peer) &&
  isRange(subjectPort) &&
  isRange(peerPort) &&
  protocols.every((protocol) => [1, 6, 17, 58, 132].includes(protocol)) &&
  /^[\x20-\x7e]+$/.test(reason);

/** What holds of every reading. Booleans, because thousands of `expect` calls are slow. */
const rules: Readonly<Record<string, (reading: TriggerReading) => boolean>> = {
  'tuples are made of parsed values': ({ lead }) =>
    lead === undefined || (lead.tuples.length <= MAX_TUPLES && lead.tuples.every(isSafe)),
  'notes are short': ({ lead }) => lead === undefined || lead.notes.every((note) => note.length < 7_000),
  'a lead has something to look for': (reading) =>
    reading.outcome !== 'lead' || reading.lead.source === 'cloudwatch-alarm' || reading.lead.tuples.length > 0,
  'everything else has a reason': (reading) => reading.outcome === 'lead' || reading.reason !== '',
  'a refusal names a problem': (reading) => reading.outcome !== 'refused' || reading.problems.length > 0,
};

describe('events, however mangled', () => {
  it('are read without throwing, and give leads made of parsed values alone', () => {
    fc.assert(
      fc.property(mangledEvent, (event) => {
        const readings = readTriggers(JSON.stringify(event));
        const broken = readings.flatMap((reading) =>
          Object.keys(rules).filter((name) => rules[name]?.(reading) !== true),
        );

        expect([readings.length > 0, broken]).toEqual([true, []]);
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

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
