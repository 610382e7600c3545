import type { Address } from './address.ts';
import type { Flow } from './flow.ts';

/** What the rows of one direction reported at most. */
export interface Counters {
  readonly ageSeconds: number;
  readonly packets: number;
  readonly bytes: number;
}

/** Every row about one conversation, joined: one protocol between two endpoints, whichever row names which first.
 *
 * How counters combine. Whether a row counts one direction or both is not documented, and one conversation may be reported
 * by several hosts, zones, filters and rounds. So nothing is ever added: rows of the same direction give their maximum
 * (counters only grow while a flow lives), and the conversation counts as much as its larger direction. A total is
 * therefore a lower bound, and never counts a byte twice. A port that is used again between two rounds joins the old one. */
export interface JoinedFlow extends Flow {
  /** Rows that name `source` first. */
  readonly forward: Counters;
  /** Rows that name `destination` first, where there were any. */
  readonly backward?: Counters;
  /** Rounds that saw it, ascending. */
  readonly rounds: readonly number[];
}

interface Entry {
  /** The rows' ends as the first row named them. */
  readonly flow: Flow;
  same?: Counters;
  opposite?: Counters;
  readonly rounds: Set<number>;
}

const endpoint = (address: Address, port: number | undefined): string => `${address} ${port ?? ''}`;

/** Exact: two conversations never share a key. Addresses hold no blank, so the parts cannot run together. */
export const conversationKey = (flow: Flow): string => {
  const a = endpoint(flow.source, flow.sourcePort);
  const b = endpoint(flow.destination, flow.destinationPort);
  return a < b ? `${flow.protocol} ${a} ${b}` : `${flow.protocol} ${b} ${a}`;
};

const isReverse = (a: Flow, b: Flow): boolean => a.source !== b.source || a.sourcePort !== b.sourcePort;

const larger = (side: Counters | undefined, row: Counters): Counters => ({
  packets: Math.max(side?.packets ?? 0, row.packets),
  bytes: Math.max(side?.bytes ?? 0, row.bytes),
  ageSeconds: Math.max(side?.ageSeconds ?? 0, row.ageSeconds),
});

const turned = (flow: Flow): Flow => {
  const { source, sourcePort, destination, destinationPort, ...rest } = flow;
  return {
    ...rest,
    source: destination,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    destination: source,
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
  };
};

/** Which end opened the conversation: the engine keeps the first packet's direction, so the older row's source did. Rows of
 * one age: the lower port serves, then text order; all three do not depend on the order of the rows. */
const oppositeFirst = ({ flow, same, opposite }: Entry): boolean => {
  if (!same || !opposite) return !same;
  if (same.ageSeconds !== opposite.ageSeconds) return opposite.ageSeconds > same.ageSeconds;
  const ports = (flow.sourcePort ?? 0) - (flow.destinationPort ?? 0);
  return ports === 0 ? flow.destination < flow.source : ports < 0;
};

const NOTHING: Counters = { packets: 0, bytes: 0, ageSeconds: 0 };

const joinedFlowOf = (entry: Entry): JoinedFlow => {
  const reverse = oppositeFirst(entry);
  const [first, second] = reverse ? [entry.opposite, entry.same] : [entry.same, entry.opposite];
  const forward = first ?? NOTHING;
  return {
    ...(reverse ? turned(entry.flow) : entry.flow),
    ...larger(second, forward),
    forward,
    ...(second ? { backward: second } : {}),
    rounds: [...entry.rounds].toSorted((a, b) => a - b),
  };
};

/** Joins rows into conversations, one by one. Memory grows with conversations, not with rows. The result does not depend
 * on the order in which rows were added. */
export interface FlowJoin {
  readonly add: (flow: Flow, round: number) => void;
  readonly flows: () => Iterable<JoinedFlow>;
  readonly size: () => number;
}

/** An empty join. */
export const flowJoin = (): FlowJoin => {
  const entries = new Map<string, Entry>();

  const entryFor = (flow: Flow): Entry => {
    const key = conversationKey(flow);
    const found = entries.get(key);
    if (found) return found;
    const entry = { flow, rounds: new Set<number>() };
    entries.set(key, entry);
    return entry;
  };

  return {
    add: (flow, round) => {
      const entry = entryFor(flow);
      entry.rounds.add(round);
      if (isReverse(entry.flow, flow)) entry.opposite = larger(entry.opposite, flow);
      else entry.same = larger(entry.same, flow);
    },
    flows: function* () {
      for (const entry of entries.values()) yield joinedFlowOf(entry);
    },
    size: () => entries.size,
  };
};
