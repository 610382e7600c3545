import { type Cidr, containment, parseAddress, parseCidr } from '../../functions/lib/domain/address.ts';
import { COLLATERAL } from '../../functions/lib/domain/flow-context.ts';
import { flowDirections, flowStates } from '../../functions/lib/domain/flow-rounds.ts';
import { protocolName, protocolNumber } from '../../functions/lib/domain/protocol.ts';
import type { ExportFlow } from '../../functions/lib/evidence/export-flow.ts';
import { type OptionValues, textOption, UsageError } from '../command.ts';
import { interfaceOption } from './case-argument.ts';

const SORTS: Readonly<Record<string, (flow: ExportFlow) => number | string>> = {
  bytes: ({ bytes }) => bytes,
  packets: ({ packets }) => packets,
  age: ({ ageSeconds }) => ageSeconds,
  source: ({ source }) => source,
  destination: ({ destination }) => destination,
  protocol: ({ protocol }) => protocolName(protocol),
  state: ({ state = '' }) => state,
  service: ({ service = '' }) => service,
};

export const selectOptions = {
  address: { type: 'string' },
  port: { type: 'string' },
  protocol: { type: 'string' },
  state: { type: 'string' },
  direction: { type: 'string' },
  interface: { type: 'string' },
  service: { type: 'string' },
  matched: { type: 'string' },
  sort: { type: 'string' },
  limit: { type: 'string' },
} as const;

export const selectHelp = {
  address: 'at either end; an address or a CIDR',
  port: 'at either end',
  protocol: 'by name or number',
  state: `one of ${flowStates.join(', ')}`,
  direction: `one of ${flowDirections.join(', ')}`,
  interface: 'an interface of yours at either end, eni-…',
  service: 'by name, such as https',
  matched: `the id of a filter, f-…, or ${COLLATERAL}: what came back although no filter admits it`,
  sort: `by ${Object.keys(SORTS).join(', ')}; numbers descend, text ascends; bytes by default`,
  limit: 'flows at the most, from 1; all by default',
};

const oneOf = (values: OptionValues, name: string, allowed: readonly string[]): string | undefined => {
  const value = textOption(values, name);
  if (value === undefined || allowed.includes(value)) return value;
  throw new UsageError(`--${name} takes one of ${allowed.join(', ')}`);
};

const wholeNumber = (
  values: OptionValues,
  name: string,
  [least, most]: readonly [number, number],
): number | undefined => {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}`);
};

const networkFrom = (values: OptionValues): Cidr | undefined => {
  const text = textOption(values, 'address');
  const network = parseCidr(text?.toLowerCase());
  if (text !== undefined && network === undefined)
    throw new UsageError(
      '--address takes an address or a CIDR without host bits: 10.0.1.10, 10.0.0.0/16, 2001:db8::/32',
    );
  return network;
};

const matchedFrom = (values: OptionValues): string | undefined => {
  const text = textOption(values, 'matched');
  if (text === undefined || text === COLLATERAL || /^f-[0-9a-f]{16}$/.test(text)) return text;
  throw new UsageError(`--matched takes the id of a filter, which "flowtrap show" lists, or ${COLLATERAL}`);
};

type Test = (flow: ExportFlow) => boolean;

/** Whether either end lies in the network. */
const endsIn = (network: Cidr): Test => {
  const holds = containment(network);
  const isIn = (text: string): boolean => {
    const address = parseAddress(text);
    return address !== undefined && holds(address);
  };
  return ({ source, destination }) => isIn(source) || isIn(destination);
};

const protocolFrom = (values: OptionValues): number | undefined => {
  const text = textOption(values, 'protocol');
  const number = protocolNumber(text);
  if (text !== undefined && number === undefined) throw new UsageError('--protocol takes a name (TCP) or a number (6)');
  return number;
};

const testsFrom = (values: OptionValues): readonly Test[] => {
  const network = networkFrom(values);
  const port = wholeNumber(values, 'port', [0, 65_535]);
  const protocol = protocolFrom(values);
  const state = oneOf(values, 'state', flowStates);
  const direction = oneOf(values, 'direction', flowDirections);
  const interfaceId = interfaceOption(values);
  const service = textOption(values, 'service')?.toLowerCase();
  const matched = matchedFrom(values);
  const wanted: readonly (readonly [unknown, Test])[] = [
    [network, network === undefined ? () => true : endsIn(network)],
    [port, (flow) => flow.sourcePort === port || flow.destinationPort === port],
    [protocol, (flow) => flow.protocol === protocol],
    [state, (flow) => flow.state === state],
    [direction, (flow) => (flow.direction ?? 'unknown') === direction],
    [interfaceId, (flow) => flow.sourceInterfaceId === interfaceId || flow.destinationInterfaceId === interfaceId],
    [service, (flow) => flow.service === service],
    [matched, (flow) => flow.matched === matched],
  ];
  return wanted.flatMap(([value, test]) => (value === undefined ? [] : [test]));
};

const compareBy =
  (rank: (flow: ExportFlow) => number | string) =>
  (a: ExportFlow, b: ExportFlow): number => {
    const [one, other] = [rank(a), rank(b)];
    if (typeof one === 'number' && typeof other === 'number') return other - one;
    return String(one).localeCompare(String(other), 'en', { numeric: true });
  };

/** The flows that the options ask for, in the order that they ask for. @throws UsageError for an option that does not read */
export const flowSelection = (values: OptionValues): ((flows: readonly ExportFlow[]) => readonly ExportFlow[]) => {
  const tests = testsFrom(values);
  const sort = oneOf(values, 'sort', Object.keys(SORTS)) ?? 'bytes';
  const limit = wholeNumber(values, 'limit', [1, 999_999_999]);
  const rank = SORTS[sort] ?? (({ bytes }: ExportFlow) => bytes);
  return (flows) =>
    flows
      .filter((flow) => tests.every((test) => test(flow)))
      .toSorted(compareBy(rank))
      .slice(0, limit);
};
