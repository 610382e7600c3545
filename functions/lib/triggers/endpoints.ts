import type { Address } from '../domain/address.ts';
import { isPrivate } from '../domain/address-kind.ts';
import type { Direction } from '../domain/tuple.ts';
import { at, type JsonNode } from './json-node.ts';

/** One end of a connection that is told as source and destination. */
export interface Endpoint {
  readonly addresses: readonly Address[];
  readonly port: JsonNode;
}

export interface Oriented {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Seen from our side. */
  readonly direction: Direction;
  /** Why this side is ours. */
  readonly why: string;
}

export const NO_ENDPOINT: Endpoint = { addresses: [], port: at({ value: undefined, path: '' }, 'port') };

type Side = 'source' | 'destination';

const someOf = (endpoint: Endpoint, own: ReadonlySet<Address>): boolean =>
  endpoint.addresses.some((one) => own.has(one));
const allPrivate = ({ addresses }: Endpoint): boolean =>
  addresses.length > 0 && addresses.every((one) => isPrivate(one));

/** Which side is ours: the one with an address of the named resource, else what the direction says, else the private one,
 * else the source. A side without addresses is ours when the other one is public. */
const ourSide = (
  source: Endpoint,
  destination: Endpoint,
  told: Direction,
  own: ReadonlySet<Address>,
): readonly [Side, string] => {
  const [ourSource, ourDestination] = [someOf(source, own), someOf(destination, own)];
  if (ourSource !== ourDestination) return [ourSource ? 'source' : 'destination', 'it has an address of the resource'];
  if (told !== 'unknown') return [told === 'outbound' ? 'source' : 'destination', 'the direction says so'];
  const [privateSource, privateDestination] = [allPrivate(source), allPrivate(destination)];
  if (privateSource !== privateDestination) return [privateSource ? 'source' : 'destination', 'it is the private one'];
  if (source.addresses.length > 0 && destination.addresses.length === 0)
    return ['destination', 'the other side is named'];
  return [
    'source',
    privateSource
      ? 'both are private, and it opened the connection'
      : 'neither is private, and it opened the connection',
  ];
};

/** Turns source and destination into our side and the far side. The source is taken to have opened the connection unless
 * the direction says otherwise. */
export const orient = (source: Endpoint, destination: Endpoint, told: Direction, own: readonly Address[]): Oriented => {
  const [side, why] = ourSide(source, destination, told, new Set(own));
  if (side === 'source') {
    return { local: source, remote: destination, direction: told === 'unknown' ? 'outbound' : told, why };
  }
  return { local: destination, remote: source, direction: told === 'unknown' ? 'inbound' : told, why };
};
