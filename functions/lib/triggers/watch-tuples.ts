import type { Cidr } from '../domain/address.ts';
import type { Tuple } from '../domain/tuple.ts';

/** What to look for beside a watched subject, as policy and schedules write it. */
export interface Watch {
  /** Empty means anywhere. */
  readonly peers: readonly Cidr[];
  /** Empty means any port. */
  readonly ports: readonly number[];
  /** Empty means any protocol. */
  readonly protocols: readonly number[];
}

/** Tuples of a watch. A watched port may be served by either side, so each gives a tuple inbound and one outbound. */
export const watchTuples = ({ peers, ports, protocols }: Watch, what: string): readonly Tuple[] => {
  const sides: readonly (Cidr | undefined)[] = peers.length > 0 ? peers : [undefined];
  return sides.flatMap((peer) => {
    const base = { ...(peer === undefined ? {} : { peer }), protocols: protocols.toSorted((a, b) => a - b) };
    const far = peer ?? 'anywhere';
    if (ports.length === 0)
      return [{ ...base, direction: 'unknown' as const, reason: `${what}: the subject and ${far}` }];
    return ports.flatMap((port): Tuple[] => [
      {
        ...base,
        peerPort: { from: port, to: port },
        direction: 'outbound',
        reason: `${what}: the subject to ${far} port ${port}`,
      },
      {
        ...base,
        subjectPort: { from: port, to: port },
        direction: 'inbound',
        reason: `${what}: ${far} to the subject port ${port}`,
      },
    ]);
  });
};
