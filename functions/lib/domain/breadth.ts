import { type Cidr, type Family, familyOf, hostBitsOf } from './address.ts';
import type { FlowFilter } from './flow-filter.ts';
import { portCount } from './port-range.ts';
import { capturableProtocols, hasPorts } from './protocol.ts';
import type { PortRange } from './tuple.ts';

const ADDRESS_BITS = { 4: 32, 6: 128 };
const PORT_BITS = 16;

/** IP version that a filter admits; undefined where it names no address. */
export const filterFamily = ({ source, destination }: FlowFilter): Family | undefined => {
  const named = source ?? destination;
  return named === undefined ? undefined : familyOf(named);
};

const addressBits = (cidr: Cidr | undefined, family: Family): number =>
  cidr === undefined ? ADDRESS_BITS[family] : hostBitsOf(cidr);

const portBits = (range: PortRange | undefined): number =>
  range === undefined ? PORT_BITS : Math.log2(portCount(range));

/** A list never counts for more than an open protocol does: only what can be captured is admitted. */
const protocolBits = (protocols: readonly number[]): number => {
  const admitted = protocols.filter((protocol) => capturableProtocols.includes(protocol)).length;
  return Math.log2(protocols.length === 0 ? capturableProtocols.length : Math.max(1, admitted));
};

/** How much a filter admits: log2 of the combinations of source address, destination address, both ports and protocol,
 * to two decimals. An absent port counts 16 bits, an absent address 32 or 128, an absent protocol the five that a capture
 * sees; protocols without ports (ICMP) have none to count. */
export const breadthBits = (filter: FlowFilter): number => {
  const family = filterFamily(filter) ?? 6;
  const portless = filter.protocols.length > 0 && !filter.protocols.some(hasPorts);
  const bits =
    addressBits(filter.source, family) +
    addressBits(filter.destination, family) +
    (portless ? 0 : portBits(filter.sourcePort) + portBits(filter.destinationPort)) +
    protocolBits(filter.protocols);
  return Math.round(bits * 100) / 100;
};
