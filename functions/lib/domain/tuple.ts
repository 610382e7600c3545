import type { Cidr } from './address.ts';

/** Ports `from` to `to`, both included, 0 to 65535, `from <= to`. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Who opened the conversation, seen from the subject. `unknown` keeps no port, because we cannot tell which is the service's. */
export type Direction = 'inbound' | 'outbound' | 'unknown';

/** One conversation to look for: what flow filters are made from. */
export interface Tuple {
  /** The subject's own address; absent means every address of the subject's interfaces (policy bounds how many). */
  readonly subject?: Cidr;
  /** Kept only where the subject serves the port (inbound). */
  readonly subjectPort?: PortRange;
  /** Our side is a database: the called port is its own, which the network tells. */
  readonly subjectPortOf?: 'database';
  /** The far side; absent means any address. */
  readonly peer?: Cidr;
  /** Kept only where the peer serves the port (outbound). */
  readonly peerPort?: PortRange;
  /** IANA protocol numbers, ascending; empty means any. */
  readonly protocols: readonly number[];
  readonly direction: Direction;
  /** When the trigger last saw it, epoch ms; the most recent tuples are kept when there are too many. */
  readonly lastSeenMs?: number;
  /** 0 to 10 on GuardDuty's scale, where this tuple's own severity is known. */
  readonly severity?: number;
  /** Why we look for it, in words for an analyst. Made by us, never copied from an event. */
  readonly reason: string;
}
