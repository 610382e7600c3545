import * as z from 'zod/mini';
import { tuple } from './lead.ts';
import { cidr, list, maybe, portRange, text, told } from './parts.ts';

const apiAddress = z.optional(z.object({ AddressDefinition: told(text, 'An address with prefix length.') }));

export const apiFilter = told(
  z.object({
    SourceAddress: told(apiAddress, 'Absent: any.'),
    DestinationAddress: told(apiAddress, 'Absent: any.'),
    SourcePort: told(maybe.text, 'A port, or a range such as 5985:5986; absent: any.'),
    DestinationPort: told(maybe.text, 'As SourcePort.'),
    Protocols: told(z.optional(z.array(text)), 'IANA protocol numbers as text; absent: any.'),
  }),
  'One entry of FlowFilters, as StartFlowCapture takes it.',
);

const filter = z.object({
  source: told(z.optional(cidr), 'Absent: any.'),
  sourcePort: told(z.optional(portRange), 'Absent: any.'),
  destination: told(z.optional(cidr), 'Absent: any.'),
  destinationPort: told(z.optional(portRange), 'Absent: any.'),
  protocols: told(list(z.int()), 'IANA protocol numbers, ascending; empty: any.'),
});

export const plannedFilter = told(
  z.object({
    filter: told(filter, 'The filter in numbers.'),
    reason: told(text, 'Why it exists.'),
    breadthBits: told(
      z.number(),
      'log2 of the combinations of source, destination, both ports and protocol that it admits; an open port counts 16.',
    ),
    mirrored: told(z.boolean(), 'The other direction of the filter before it.'),
  }),
  'A filter with its reason and breadth.',
);

export const droppedTuple = told(
  z.object({
    tuple,
    reason: told(text, 'Why it has no filter.'),
  }),
  'A conversation that became no filter.',
);

export const mergedTuple = told(
  z.object({
    tuple,
    reason: told(text, 'Which filter admits it.'),
  }),
  "A conversation that another one's filter admits whole.",
);
