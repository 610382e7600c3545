import { type Address, normaliseApiAddress } from './address.ts';
import type { Flow } from './flow.ts';
import { hasPorts, protocolNumber } from './protocol.ts';

/** A row that reads as a flow, or the member that does not read and why. The row's own text is not repeated. */
export type FlowReading = { readonly flow: Flow } | { readonly problem: string };

const DIGITS = /^\d{1,16}$/;

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number from 0 to `maximum`, given as a number or as its decimal digits. */
const wholeNumber = (value: unknown, maximum: number): number | undefined => {
  const number = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= maximum
    ? number
    : undefined;
};

/** `{ AddressDefinition }` by the API's model, or bare text; with or without the prefix length of a single host. */
const addressOf = (value: unknown): Address | undefined =>
  normaliseApiAddress(isRow(value) ? value.AddressDefinition : value);

const protocolOf = (value: unknown): number | undefined => wholeNumber(value, 255) ?? protocolNumber(value);

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Minus one where there is no port; undefined where there is one that does not read. For ICMP the engine keeps type and
 * code in the ports' place (Suricata's flow structure); those are no ports. */
const portOf = (value: unknown, protocol: number): number | undefined =>
  !hasPorts(protocol) || isAbsent(value) ? -1 : wholeNumber(value, 65_535);

/** Counters are optional in the API's model; an absent one counts as 0. */
const counterOf = (value: unknown): number | undefined =>
  isAbsent(value) ? 0 : wholeNumber(value, Number.MAX_SAFE_INTEGER);

const unread = (member: string): FlowReading => ({ problem: `${member} does not read` });

/** Reads one row of `ListFlowOperationResults`. No public sample of real rows exists, so every form that the model allows
 * is read: addresses with and without prefix length, protocol by number or name, ports as text or absent. Anything else is
 * a problem and never a guess. */
export const normaliseFlow = (row: unknown): FlowReading => {
  if (!isRow(row)) return { problem: 'not an object' };
  const source = addressOf(row.SourceAddress);
  if (source === undefined) return unread('SourceAddress');
  const destination = addressOf(row.DestinationAddress);
  if (destination === undefined) return unread('DestinationAddress');
  const protocol = protocolOf(row.Protocol);
  if (protocol === undefined) return unread('Protocol');
  const sourcePort = portOf(row.SourcePort, protocol);
  if (sourcePort === undefined) return unread('SourcePort');
  const destinationPort = portOf(row.DestinationPort, protocol);
  if (destinationPort === undefined) return unread('DestinationPort');
  const ageSeconds = counterOf(row.Age);
  if (ageSeconds === undefined) return unread('Age');
  const packets = counterOf(row.PacketCount);
  if (packets === undefined) return unread('PacketCount');
  const bytes = counterOf(row.ByteCount);
  if (bytes === undefined) return unread('ByteCount');
  return {
    flow: {
      source,
      ...(sourcePort < 0 ? {} : { sourcePort }),
      destination,
      ...(destinationPort < 0 ? {} : { destinationPort }),
      protocol,
      ageSeconds,
      packets,
      bytes,
    },
  };
};
