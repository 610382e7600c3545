import type { Cidr } from '../../domain/address.ts';
import { portText } from '../../domain/port-range.ts';
import { sortedProtocols } from '../../domain/protocol.ts';
import type { Direction, PortRange, Tuple } from '../../domain/tuple.ts';

/** What a request asks for, parsed. */
export interface Asked {
  /** Addresses of subjects; undefined stands for the interfaces of subjects that are named by id. */
  readonly subjects: readonly (Cidr | undefined)[];
  /** Empty means anywhere. */
  readonly peers: readonly Cidr[];
  /** Empty means any port. */
  readonly ports: readonly PortRange[];
  /** Empty means any protocol. */
  readonly protocols: readonly number[];
  readonly direction?: Direction;
}

/** Combinations that one request may ask for. */
export const MAX_REQUEST_TUPLES = 2_000;

/** Who may have opened the conversation. A port whose side nobody told may be served by either. */
const directionsOf = ({ ports, direction = 'unknown' }: Asked): readonly Direction[] =>
  ports.length > 0 && direction === 'unknown' ? ['outbound', 'inbound'] : [direction];

const orAny = <T>(list: readonly T[]): readonly (T | undefined)[] => (list.length > 0 ? list : [undefined]);

/** How many tuples `requestTuples` gives. */
export const tupleCount = (asked: Asked): number =>
  asked.subjects.length * orAny(asked.peers).length * orAny(asked.ports).length * directionsOf(asked).length;

const tupleOf = (
  ends: Pick<Tuple, 'subject' | 'peer'>,
  port: PortRange | undefined,
  { direction, protocols }: Pick<Tuple, 'direction' | 'protocols'>,
): Tuple => {
  const side = direction === 'inbound' ? 'subjectPort' : 'peerPort';
  const where = port === undefined ? '' : `, port ${portText(port)}`;
  return {
    ...(ends.subject === undefined ? {} : { subject: ends.subject }),
    ...(ends.peer === undefined ? {} : { peer: ends.peer }),
    ...(port === undefined ? {} : { [side]: port }),
    protocols: sortedProtocols(protocols),
    direction,
    reason: `the request names ${ends.subject ?? 'the subject'} and ${ends.peer ?? 'any peer'}${where}`,
  };
};

/** Every combination of subjects, peers and ports, with all protocols in each. */
export const requestTuples = (asked: Asked): readonly Tuple[] =>
  directionsOf(asked).flatMap((direction) =>
    asked.subjects.flatMap((subject) =>
      orAny(asked.peers).flatMap((peer) =>
        orAny(asked.ports).map((port) => tupleOf({ subject, peer }, port, { direction, protocols: asked.protocols })),
      ),
    ),
  );
