import { BlockList, isIPv6 } from 'node:net';
import type { ApiFlowFilter } from '../../functions/lib/domain/flow-filter.ts';

/** A flow in the short words of a case table: `10.0.0.1 > 198.51.100.7:443 tcp`, `[2001:db8::1] > [2001:db8::2]:53 udp`.
 * The caller's port is any; without a port on the right, that side's is any too. */
export interface ToldFlow {
  readonly client: string;
  readonly server: string;
  readonly port?: number;
  readonly protocol: string;
}

const numbers: Readonly<Record<string, string>> = { icmp: '1', tcp: '6', udp: '17', icmpv6: '58', sctp: '132' };

const TOLD = /^\[?([\da-f.:]+?)\]? > (?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d+))? (\w+)$/;

export const toldFlow = (text: string): ToldFlow => {
  const [, client, six, four, port, protocol] = TOLD.exec(text) ?? [];
  const number = numbers[protocol ?? ''];
  if (client === undefined || number === undefined) throw new TypeError(`not a flow: ${text}`);
  return {
    client,
    server: six ?? four ?? '',
    ...(port === undefined ? {} : { port: Number(port) }),
    protocol: number,
  };
};

/** Five-tuples of packets, as a firewall sees them. */
interface Packet {
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly protocol: string;
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Node's own address arithmetic, so that no line of the code under test judges itself. */
const within = (definition: string | undefined, address: string): boolean => {
  if (definition === undefined) return true;
  const [network = '', length = familyOf(definition) === 'ipv6' ? '128' : '32'] = definition.split('/');
  if (familyOf(network) !== familyOf(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(length), familyOf(network));
  return list.check(address, familyOf(address));
};

const portWithin = (definition: string | undefined, port: number): boolean => {
  if (definition === undefined || definition === 'ANY') return true;
  const [from, to = from] = definition.split(':').map(Number);
  return from !== undefined && to !== undefined && from <= port && port <= to;
};

const admits = (filter: ApiFlowFilter, { from, to, fromPort, toPort, protocol }: Packet): boolean =>
  within(filter.SourceAddress?.AddressDefinition, from) &&
  within(filter.DestinationAddress?.AddressDefinition, to) &&
  portWithin(filter.SourcePort, fromPort) &&
  portWithin(filter.DestinationPort, toPort) &&
  (filter.Protocols === undefined || filter.Protocols.includes(protocol));

const EPHEMERAL = 49_999;

const packets = ({ client, server, port = 33_333, protocol }: ToldFlow): readonly Packet[] => [
  { from: client, to: server, fromPort: EPHEMERAL, toPort: port, protocol },
  { from: server, to: client, fromPort: port, toPort: EPHEMERAL, protocol },
];

/** Whether the filters show both directions of a flow. */
export const shows = (filters: readonly ApiFlowFilter[], flow: ToldFlow): boolean =>
  packets(flow).every((packet) => filters.some((filter) => admits(filter, packet)));

/** Whether the filters show any packet of a flow. */
export const showsAny = (filters: readonly ApiFlowFilter[], flow: ToldFlow): boolean =>
  packets(flow).some((packet) => filters.some((filter) => admits(filter, packet)));
