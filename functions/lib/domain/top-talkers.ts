import type { Address } from './address.ts';
import type { JoinedFlow } from './flow-join.ts';

/** What one address that is not the subject's had to do with it. Bytes and packets are lower bounds, as in `JoinedFlow`. */
export interface Talker {
  readonly address: Address;
  readonly conversations: number;
  readonly packets: number;
  readonly bytes: number;
}

export interface TopTalkers {
  readonly byBytes: readonly Talker[];
  readonly byConversations: readonly Talker[];
}

const byAddress = (a: Talker, b: Talker): number => (a.address < b.address ? -1 : 1);

/** The far ends of a conversation: both, where neither is the subject's. */
const farEnds = ({ source, destination }: JoinedFlow, subject: ReadonlySet<Address>): readonly Address[] => {
  const far = [source, destination].filter((address) => !subject.has(address));
  return far.length === 0 ? [destination] : far;
};

/** Counts conversations by their far end, one by one; ties are in the order of the addresses' text. */
export const talkerTally = (subject: ReadonlySet<Address>) => {
  const tally = new Map<Address, { conversations: number; packets: number; bytes: number }>();

  return {
    add: (conversation: JoinedFlow): void => {
      for (const address of farEnds(conversation, subject)) {
        const sum = tally.get(address) ?? { conversations: 0, packets: 0, bytes: 0 };
        sum.conversations += 1;
        sum.packets += conversation.packets;
        sum.bytes += conversation.bytes;
        tally.set(address, sum);
      }
    },
    top: (count: number): TopTalkers => {
      const talkers = [...tally].map(([address, sum]): Talker => ({ address, ...sum }));
      const best = (rank: (talker: Talker) => number) =>
        talkers.toSorted((a, b) => rank(b) - rank(a) || byAddress(a, b)).slice(0, count);
      return { byBytes: best(({ bytes }) => bytes), byConversations: best(({ conversations }) => conversations) };
    },
  };
};
