import { type Address, type Cidr, containment, hostBitsOf } from './address.ts';
import type { Flow } from './flow.ts';
import { portText } from './port-range.ts';
import { sortedProtocols } from './protocol.ts';
import type { PortRange, Tuple } from './tuple.ts';

/** A `FlowFilter` in our words. An absent member admits anything (StartFlowCapture API reference). */
export interface FlowFilter {
  readonly source?: Cidr;
  readonly sourcePort?: PortRange;
  readonly destination?: Cidr;
  readonly destinationPort?: PortRange;
  /** IANA protocol numbers, ascending; empty means any. */
  readonly protocols: readonly number[];
}

/** A filter with the reason it exists and how much it admits. */
export interface PlannedFilter {
  readonly filter: FlowFilter;
  readonly reason: string;
  /** log2 of the (source, destination, port, protocol) combinations admitted. */
  readonly breadthBits: number;
  /** The mirror of another filter: the same conversation, seen from the other end. */
  readonly mirrored: boolean;
}

/** A tuple that became no filter, and why. */
export interface DroppedTuple {
  readonly tuple: Tuple;
  readonly reason: string;
}

/** `FlowFilters` in the API's own form. */
export interface ApiFlowFilter {
  readonly SourceAddress?: { readonly AddressDefinition: string };
  readonly DestinationAddress?: { readonly AddressDefinition: string };
  readonly SourcePort?: string;
  readonly DestinationPort?: string;
  readonly Protocols?: string[];
}

/** Filters that one `StartFlowCapture` takes at most (StartFlowCapture API reference: "up to 20"). */
export const MAX_FILTERS_PER_OPERATION = 20;

const portKey = (port: PortRange | undefined): string => (port === undefined ? '' : portText(port));

/** One text for all spellings of a filter: equal keys mean equal filters. */
export const filterKey = ({ source, sourcePort, destination, destinationPort, protocols }: FlowFilter): string =>
  JSON.stringify([
    source ?? '',
    portKey(sourcePort),
    destination ?? '',
    portKey(destinationPort),
    ...sortedProtocols(protocols),
  ]);

const keySet = (filters: readonly FlowFilter[]): string => JSON.stringify([...new Set(filters.map(filterKey))].sort());

/** Whether two lists hold the same filters, whatever their order. */
export const sameFilters = (one: readonly FlowFilter[], other: readonly FlowFilter[]): boolean =>
  keySet(one) === keySet(other);

/** A test of one address; a network of one host is a comparison of texts, since both are canonical. */
const addressTest = (cidr: Cidr | undefined): ((address: Address) => boolean) => {
  if (cidr === undefined) return () => true;
  if (hostBitsOf(cidr) > 0) return containment(cidr);
  const host: string = cidr.slice(0, cidr.indexOf('/'));
  return (address) => address === host;
};

/** A flow without ports is not within any range. */
const portWithin = (range: PortRange | undefined, port: number | undefined): boolean =>
  range === undefined || (port !== undefined && range.from <= port && port <= range.to);

/** A test whether a filter admits a flow, exactly as written: the mirror is a filter of its own. Prepared for many flows. */
export const filterMatcher = (filter: FlowFilter): ((flow: Flow) => boolean) => {
  const source = addressTest(filter.source);
  const destination = addressTest(filter.destination);
  const protocols = new Set(filter.protocols);
  return (flow) =>
    (protocols.size === 0 || protocols.has(flow.protocol)) &&
    portWithin(filter.sourcePort, flow.sourcePort) &&
    portWithin(filter.destinationPort, flow.destinationPort) &&
    source(flow.source) &&
    destination(flow.destination);
};

/** A test whether any of the filters admits a flow: the list is OR-ed. */
export const flowMatcher = (filters: readonly FlowFilter[]): ((flow: Flow) => boolean) => {
  const matchers = filters.map(filterMatcher);
  return (flow) => matchers.some((matches) => matches(flow));
};

/** Whether a filter admits a flow. For many flows use `filterMatcher`. */
export const matches = (filter: FlowFilter, flow: Flow): boolean => filterMatcher(filter)(flow);
