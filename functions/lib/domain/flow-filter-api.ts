import { type Cidr, parseCidr } from './address.ts';
import type { ApiFlowFilter, FlowFilter } from './flow-filter.ts';
import type { Problem } from './lead.ts';
import { parsePortRange, portText } from './port-range.ts';
import { shownFault, shownPath, shownValue } from './problem-text.ts';
import { protocolNumber, sortedProtocols } from './protocol.ts';
import type { PortRange } from './tuple.ts';

/** `FlowFilters` members of `StartFlowCapture`; an absent member of ours stays absent. */
export const toApiFilter = (filter: FlowFilter): ApiFlowFilter => ({
  ...(filter.source === undefined ? {} : { SourceAddress: { AddressDefinition: filter.source } }),
  ...(filter.destination === undefined ? {} : { DestinationAddress: { AddressDefinition: filter.destination } }),
  ...(filter.sourcePort === undefined ? {} : { SourcePort: portText(filter.sourcePort) }),
  ...(filter.destinationPort === undefined ? {} : { DestinationPort: portText(filter.destinationPort) }),
  ...(filter.protocols.length === 0 ? {} : { Protocols: filter.protocols.map(String) }),
});

/** A filter that reads, or everything that is wrong with it. Paths start at the filter. */
export type FilterReading = { readonly filter: FlowFilter } | { readonly problems: readonly Problem[] };

type Json = Readonly<Record<string, unknown>>;
type Read<T> = { readonly value?: T; readonly problems: readonly Problem[] };

const MEMBERS = ['SourceAddress', 'DestinationAddress', 'SourcePort', 'DestinationPort', 'Protocols'];
const ADDRESS = 'an IPv4 or IPv6 address, or a network without host bits such as 10.0.0.0/24';
const PORT = 'a port such as "1994", a range such as "1990:1994", from 0 to 65535, or "ANY"';
const PROTOCOL = 'an IANA protocol number as text, "1" to "255"';
const MAX_PROTOCOLS = 255;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const wrong = (path: string, value: unknown, allowed: string): { readonly problems: readonly Problem[] } => {
  const shown = shownValue(value);
  return {
    problems: [{ path, problem: shownFault(value), allowed, ...(shown === undefined ? {} : { value: shown }) }],
  };
};

const unknownMembers = (value: Json, known: readonly string[], at: readonly string[]): readonly Problem[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: shownPath([...at, key]),
      problem: 'an unknown member',
      allowed: `only ${known.join(', ')}`,
    }));

const readAddress = (value: unknown, path: string): Read<Cidr> => {
  if (value === undefined) return { problems: [] };
  if (!isObject(value)) return wrong(path, value, 'an object with AddressDefinition');
  const cidr = parseCidr(value.AddressDefinition);
  const unknown = unknownMembers(value, ['AddressDefinition'], [path]);
  if (cidr !== undefined) return { value: cidr, problems: unknown };
  return { problems: [...wrong(`${path}.AddressDefinition`, value.AddressDefinition, ADDRESS).problems, ...unknown] };
};

const readPort = (value: unknown, path: string): Read<PortRange> => {
  if (value === undefined || value === 'ANY') return { problems: [] };
  const range = typeof value === 'string' ? parsePortRange(value) : undefined;
  return range === undefined ? wrong(path, value, PORT) : { value: range, problems: [] };
};

const readProtocols = (value: unknown): Read<readonly number[]> => {
  if (value === undefined) return { problems: [] };
  if (!Array.isArray(value) || value.length > MAX_PROTOCOLS)
    return wrong('Protocols', value, `a list of at most ${MAX_PROTOCOLS} protocol numbers`);
  const numbers = value.map((item: unknown) => (typeof item === 'string' ? protocolNumber(item) : undefined));
  const problems = numbers.flatMap((number, index) =>
    number === undefined ? wrong(`Protocols[${index}]`, value[index], PROTOCOL).problems : [],
  );
  return { value: sortedProtocols(numbers.filter((number) => number !== undefined)), problems };
};

/** Reads one filter as `StartFlowCapture` takes it and `DescribeFlowOperation` returns it, strictly. */
export const fromApiFilter = (value: unknown): FilterReading => {
  if (!isObject(value)) return wrong('', value, 'an object');
  const source = readAddress(value.SourceAddress, 'SourceAddress');
  const destination = readAddress(value.DestinationAddress, 'DestinationAddress');
  const sourcePort = readPort(value.SourcePort, 'SourcePort');
  const destinationPort = readPort(value.DestinationPort, 'DestinationPort');
  const protocols = readProtocols(value.Protocols);
  const read = [source, destination, sourcePort, destinationPort, protocols];
  const problems = [...read.flatMap((member) => member.problems), ...unknownMembers(value, MEMBERS, [])];
  if (problems.length > 0) return { problems };
  return {
    filter: {
      ...(source.value === undefined ? {} : { source: source.value }),
      ...(sourcePort.value === undefined ? {} : { sourcePort: sourcePort.value }),
      ...(destination.value === undefined ? {} : { destination: destination.value }),
      ...(destinationPort.value === undefined ? {} : { destinationPort: destinationPort.value }),
      protocols: protocols.value ?? [],
    },
  };
};
