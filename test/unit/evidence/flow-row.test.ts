import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../functions/lib/domain/address.ts';
import { normaliseFlow } from '../../../functions/lib/domain/flow-row.ts';
import cases from '../../cases/flow-rows.json' with { type: 'json' };

describe('a row of flow operation results', () => {
  it.each(cases)('reads $name', ({ row, flow, problem }) => {
    expect(normaliseFlow(row)).toEqual(flow ? { flow } : { problem });
  });

  it('never throws, and never gives a flow with an address, port or count out of range', () => {
    const member = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.ipV4(), fc.ipV6());
    const address = fc.oneof(fc.record({ AddressDefinition: member }), member);
    const row = fc.record(
      {
        SourceAddress: address,
        DestinationAddress: address,
        SourcePort: member,
        DestinationPort: member,
        Protocol: fc.oneof(fc.constantFrom('6', '17', 'TCP', '1'), member),
        Age: member,
        PacketCount: member,
        ByteCount: member,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(row, fc.anything()), (value) => {
        const reading = normaliseFlow(value);
        if ('problem' in reading) return;
        const { source, destination, sourcePort = 0, destinationPort = 0, protocol, ...counts } = reading.flow;
        expect([parseAddress(source), parseAddress(destination)]).toEqual([source, destination]);
        expect([sourcePort, destinationPort].every((port) => port >= 0 && port <= 65_535)).toBe(true);
        expect(protocol >= 0 && protocol <= 255).toBe(true);
        expect(Object.values(counts).every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
