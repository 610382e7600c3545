import type { Address } from './address.ts';
import type { Flow } from './flow.ts';
import { type FlowFilter, filterKey, filterMatcher } from './flow-filter.ts';
import type { JoinedFlow } from './flow-join.ts';
import { type ComparedFlow, compared, type FlowDirection, flowDirectionOf, type RoundFact } from './flow-rounds.ts';
import { filterIdFrom } from './ids.ts';
import { protocolName } from './protocol.ts';
import { serviceName } from './service-name.ts';

/** What `matched` says of a conversation that came back although no filter of the plan admits it. */
export const COLLATERAL = 'collateral';

/** What a plan says of addresses and filters; of records or of `plan.json` alike. */
export interface FlowPlan {
  readonly interfaces: readonly { readonly interfaceId: string; readonly addresses: readonly Address[] }[];
  readonly lead?: {
    readonly subjects: readonly {
      readonly kind: string;
      readonly interfaceId?: string;
      readonly address?: Address;
      readonly addresses?: readonly Address[];
    }[];
  };
  readonly filters: readonly { readonly filter: FlowFilter }[];
}

/** A resource whose flow log was decided on, with its addresses where they were looked up. */
export interface KnownResource {
  readonly resourceId: string;
  readonly addresses?: readonly Address[];
}

/** A conversation with everything that the case knows of it. */
export interface DescribedFlow extends ComparedFlow {
  readonly direction: FlowDirection;
  readonly protocolName: string;
  /** Id of the first filter of the plan that admits it, whichever way round; else `collateral`. */
  readonly matched: string;
  /** Interface of ours that has the address; absent where none is known, or several in different VPCs. */
  readonly sourceInterfaceId?: string;
  readonly destinationInterfaceId?: string;
  /** Service by the port of the end that serves. */
  readonly service?: string;
}

/** Prepared for many flows. */
export interface FlowContext {
  /** The subject's own addresses. */
  readonly subject: ReadonlySet<Address>;
  readonly describe: (joined: JoinedFlow, rounds: readonly RoundFact[]) => DescribedFlow;
}

/** Id of a filter in `plan.json` and in the flows that it admits. */
export const filterIdOf = (filter: FlowFilter): string => filterIdFrom(filterKey(filter));

/** Addresses of the affected interfaces, and those that the trigger itself names. */
export const subjectAddressesOf = ({ interfaces, lead }: Omit<FlowPlan, 'filters'>): ReadonlySet<Address> =>
  new Set([
    ...interfaces.flatMap(({ addresses }) => addresses),
    ...(lead?.subjects ?? []).flatMap(({ kind, address, addresses = [] }) =>
      kind === 'address' || kind === 'interface' ? [...(address === undefined ? [] : [address]), ...addresses] : [],
    ),
  ]);

/** Whose an address is. An address that two interfaces have tells nothing. */
const ownersOf = (plan: FlowPlan, resources: readonly KnownResource[]): ReadonlyMap<Address, string | undefined> => {
  const owners = new Map<Address, string | undefined>();
  const add = (interfaceId: string | undefined, addresses: readonly Address[] = []): void => {
    for (const address of addresses) {
      const isOther = owners.has(address) && owners.get(address) !== interfaceId;
      owners.set(address, isOther ? undefined : interfaceId);
    }
  };
  for (const { interfaceId, addresses } of plan.interfaces) add(interfaceId, addresses);
  for (const { kind, interfaceId, addresses } of plan.lead?.subjects ?? [])
    if (kind === 'interface') add(interfaceId, addresses);
  for (const { resourceId, addresses } of resources) add(resourceId, addresses);
  return owners;
};

const turned = (flow: Flow): Flow => {
  const { source, sourcePort, destination, destinationPort, ...rest } = flow;
  return {
    ...rest,
    source: destination,
    sourcePort: destinationPort,
    destination: source,
    destinationPort: sourcePort,
  };
};

/** The first filter that admits a conversation in either direction: a mirror stands behind its forward filter, which is
 * therefore the one that is named. */
const matcherOf = ({ filters }: FlowPlan): ((flow: Flow) => string) => {
  const known = filters.map(({ filter }) => ({ id: filterIdOf(filter), admits: filterMatcher(filter) }));
  return (flow) => {
    const back = turned(flow);
    return known.find(({ admits }) => admits(flow) || admits(back))?.id ?? COLLATERAL;
  };
};

/** Ports from here on are handed out to clients (Linux); a known service on the other end is then the one that is spoken. */
const FIRST_CLIENT_PORT = 32_768;

/** Who opens a conversation speaks to the other end's service. A conversation whose beginning the engine did not see may
 * stand the wrong way round, which the ports tell. */
const serviceOf = ({ protocol, sourcePort = 0, destinationPort = 0 }: Flow): string | undefined => {
  const isTurned = destinationPort >= FIRST_CLIENT_PORT && sourcePort < FIRST_CLIENT_PORT;
  return serviceName(protocol, destinationPort) ?? (isTurned ? serviceName(protocol, sourcePort) : undefined);
};

/** Everything that a case's plan and flow-log decisions say of its flows. Members are always in the same order, so that
 * equal facts give an equal line. */
export const flowContext = (plan: FlowPlan, resources: readonly KnownResource[]): FlowContext => {
  const subject = subjectAddressesOf(plan);
  const owners = ownersOf(plan, resources);
  const matchedBy = matcherOf(plan);
  return {
    subject,
    describe: (joined, rounds) => {
      const sourceInterfaceId = owners.get(joined.source);
      const destinationInterfaceId = owners.get(joined.destination);
      const service = serviceOf(joined);
      return {
        ...compared(joined, rounds),
        direction: flowDirectionOf(joined, subject),
        protocolName: protocolName(joined.protocol),
        matched: matchedBy(joined),
        ...(sourceInterfaceId === undefined ? {} : { sourceInterfaceId }),
        ...(destinationInterfaceId === undefined ? {} : { destinationInterfaceId }),
        ...(service === undefined ? {} : { service }),
      };
    },
  };
};
