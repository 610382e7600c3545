import { type Address, type Cidr, containment, hostBitsOf } from './address.ts';
import type { Flow } from './flow.ts';
import type { FlowFilter } from './flow-filter.ts';
import type { PortRange } from './tuple.ts';

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
export const anyFilterMatcher = (filters: readonly FlowFilter[]): ((flow: Flow) => boolean) => {
  const matchers = filters.map(filterMatcher);
  return (flow) => matchers.some((matches) => matches(flow));
};

/** Whether a filter admits a flow. For many flows use `filterMatcher`. */
export const matches = (filter: FlowFilter, flow: Flow): boolean => filterMatcher(filter)(flow);
