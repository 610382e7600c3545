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
  /** When the engine identified the flows of the first and of the last operation that had it, epoch ms; absent where no
   * operation said when. */
  readonly firstSeenMs?: number;
  readonly lastSeenMs?: number;
}

interface End {
  readonly address: Address;
  readonly port?: number;
}

/** One conversation. `low` and `high` are its ends in an order that does not depend on the rows' direction. */
interface Entry {
  readonly protocol: number;
  readonly low: End;
  readonly high: End;
  fromLow?: Counters;
  fromHigh?: Counters;
  rounds: readonly number[];
  firstSeenMs?: number;
  lastSeenMs?: number;
}

const larger = (side: Counters | undefined, { ageSeconds, packets, bytes }: Counters): Counters =>
  side
    ? {
        ageSeconds: Math.max(side.ageSeconds, ageSeconds),
        packets: Math.max(side.packets, packets),
        bytes: Math.max(side.bytes, bytes),
      }
    : { ageSeconds, packets, bytes };

/** Which end opened the conversation: the engine keeps the first packet's direction, so the older row's source did. Rows of
 * one age: the lower port serves, then text order; all three do not depend on the order of the rows. */
const isOpenedByHigh = ({ low, high, fromLow, fromHigh }: Entry): boolean => {
  if (!fromLow || !fromHigh) return !fromLow;
  if (fromLow.ageSeconds !== fromHigh.ageSeconds) return fromHigh.ageSeconds > fromLow.ageSeconds;
  const ports = (low.port ?? -1) - (high.port ?? -1);
  return ports === 0 ? high.address < low.address : ports < 0;
};

const NOTHING: Counters = { ageSeconds: 0, packets: 0, bytes: 0 };

const joinedFlowOf = (entry: Entry): JoinedFlow => {
  const { protocol, low, high, fromLow, fromHigh, rounds, firstSeenMs, lastSeenMs } = entry;
  const [source, destination, first = NOTHING, second] = isOpenedByHigh(entry)
    ? [high, low, fromHigh, fromLow]
    : [low, high, fromLow, fromHigh];
  return {
    source: source.address,
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
    destination: destination.address,
    ...(destination.port === undefined ? {} : { destinationPort: destination.port }),
    protocol,
    ...larger(second, first),
    forward: first,
    ...(second ? { backward: second } : {}),
    rounds,
    ...(firstSeenMs === undefined ? {} : { firstSeenMs, lastSeenMs }),
  };
};

/** Gives each end one object and one number, however many rows name it. */
const endRegister = () => {
  const ends = new Map<string, { readonly id: number; readonly end: End }>();
  return (address: Address, port: number | undefined) => {
    const name = `${address} ${port ?? ''}`;
    const found = ends.get(name);
    if (found) return found;
    const made = { id: ends.size, end: port === undefined ? { address } : { address, port } };
    ends.set(name, made);
    return made;
  };
};

/** Lists of rounds, each kept once: many conversations share few of them. */
const roundLists = () => {
  const lists = new Map<string, readonly number[]>();
  return (list: readonly number[], round: number): readonly number[] => {
    if (list.includes(round)) return list;
    const grown = [...list, round].toSorted((a, b) => a - b);
    const name = grown.join();
    const known = lists.get(name) ?? grown;
    lists.set(name, known);
    return known;
  };
};

/** Joins rows into conversations, one by one. Memory grows with conversations, not with rows: some 600 bytes each. The
 * result does not depend on the order in which rows were added. */
export interface FlowJoin {
  /** @param seenMs when the engine identified the flow, epoch ms, where the operation says so */
  readonly add: (flow: Flow, round: number, seenMs?: number) => void;
  readonly flows: () => Iterable<JoinedFlow>;
  /** How many conversations each list of rounds saw. */
  readonly roundCounts: () => ReadonlyMap<readonly number[], number>;
  readonly size: () => number;
}

const noteTime = (entry: Entry, seenMs: number): void => {
  entry.firstSeenMs = Math.min(entry.firstSeenMs ?? seenMs, seenMs);
  entry.lastSeenMs = Math.max(entry.lastSeenMs ?? seenMs, seenMs);
};

/** An empty join. Keys are exact: two conversations never share one. */
export const flowJoin = (): FlowJoin => {
  const entries = new Map<string, Entry>();
  const endOf = endRegister();
  const withRound = roundLists();

  return {
    add: (flow, round, seenMs) => {
      const source = endOf(flow.source, flow.sourcePort);
      const destination = endOf(flow.destination, flow.destinationPort);
      const isFromLow = source.id <= destination.id;
      const [low, high] = isFromLow ? [source, destination] : [destination, source];
      const key = `${low.id},${high.id},${flow.protocol}`;
      const entry = entries.get(key) ?? { protocol: flow.protocol, low: low.end, high: high.end, rounds: [] };
      if (isFromLow) entry.fromLow = larger(entry.fromLow, flow);
      else entry.fromHigh = larger(entry.fromHigh, flow);
      entry.rounds = withRound(entry.rounds, round);
      if (seenMs !== undefined) noteTime(entry, seenMs);
      entries.set(key, entry);
    },
    flows: function* () {
      for (const entry of entries.values()) yield joinedFlowOf(entry);
    },
    roundCounts: () => {
      const counts = new Map<readonly number[], number>();
      for (const { rounds } of entries.values()) counts.set(rounds, (counts.get(rounds) ?? 0) + 1);
      return counts;
    },
    size: () => entries.size,
  };
};
