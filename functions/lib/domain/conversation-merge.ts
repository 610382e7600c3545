import { breadthBits, filterFamily } from './breadth.ts';
import { type Conversation, endsAndPortKey, endsKey, filtersOf } from './conversation.ts';
import { type FilterLimits, maximumBreadth } from './filter-limits.ts';
import { sortedProtocols } from './protocol.ts';
import type { PortRange } from './tuple.ts';
import { byUrgency } from './urgency.ts';

/** log2 of what a conversation's filter admits; its mirror admits as much. */
export const conversationBreadth = (conversation: Conversation): number => breadthBits(filtersOf(conversation).forward);

/** Whether a conversation is as narrow as policy wants. */
export const withinBreadth = (conversation: Conversation, limits: FilterLimits): boolean =>
  conversationBreadth(conversation) <= maximumBreadth(limits, filterFamily(filtersOf(conversation).forward) ?? 6);

type Group = readonly [Conversation, ...Conversation[]];

const groupBy = (
  conversations: readonly Conversation[],
  key: (conversation: Conversation) => string,
): readonly Group[] => {
  const groups = new Map<string, [Conversation, ...Conversation[]]>();
  for (const conversation of conversations) {
    const group = groups.get(key(conversation));
    if (group === undefined) groups.set(key(conversation), [conversation]);
    else group.push(conversation);
  }
  return [...groups.values()];
};

/** What several conversations admit together, as one. It keeps the reason of the most urgent. */
const joined = (
  group: Group,
  change: Pick<Conversation, 'protocols'> | Required<Pick<Conversation, 'servicePort'>>,
): Conversation => {
  const [first] = group;
  if (group.length === 1) return { ...first, ...change };
  const origins = group.flatMap((member) => member.origins).toSorted(byUrgency);
  const lead = group.find((member) => member.origins.some((origin) => origin === origins[0])) ?? first;
  return { ...lead, ...change, origins };
};

const protocolsKey = ({ protocols }: Conversation): string => protocols.join(',');

const joinEqual = (group: Group): readonly Conversation[] =>
  groupBy(group, protocolsKey).map((equal) => joined(equal, { protocols: equal[0].protocols }));

const joinProtocols =
  (limits: FilterLimits) =>
  (group: Group): readonly Conversation[] => {
    const open = group.some(({ protocols }) => protocols.length === 0);
    const protocols = open ? [] : sortedProtocols(group.flatMap((member) => member.protocols));
    const one = joined(group, { protocols });
    return withinBreadth(one, limits) ? [one] : joinEqual(group);
  };

/** Conversations whose ports form one range. */
interface Run {
  readonly members: [Conversation, ...Conversation[]];
  range: PortRange;
}

const extendRun = (run: Run, conversation: Conversation, range: PortRange, limits: FilterLimits): boolean => {
  if (range.from > run.range.to + 1) return false;
  const servicePort = { from: run.range.from, to: Math.max(run.range.to, range.to) };
  if (!withinBreadth({ ...conversation, servicePort }, limits)) return false;
  run.members.push(conversation);
  run.range = servicePort;
  return true;
};

/** Adjacent and overlapping ranges become one, as long as that stays narrow enough. */
const joinPorts =
  (limits: FilterLimits) =>
  (group: Group): readonly Conversation[] => {
    const runs: Run[] = [];
    const ordered = group.toSorted((a, b) => (a.servicePort?.from ?? 0) - (b.servicePort?.from ?? 0));
    for (const conversation of ordered) {
      const range = conversation.servicePort;
      if (range === undefined) return group;
      const last = runs.at(-1);
      if (last === undefined || !extendRun(last, conversation, range, limits))
        runs.push({ members: [conversation], range });
    }
    return runs.map(({ members, range }) => joined(members, { servicePort: range }));
  };

/** Joins what loses nothing and widens nothing: equal conversations, protocols over the same ends and port, adjacent ports
 * over the same ends and protocols. What comes out admits exactly the flows that went in, and each part is as narrow as
 * policy wants where every part was before. */
export const mergeConversations = (
  conversations: readonly Conversation[],
  limits: FilterLimits,
): readonly Conversation[] => {
  const byProtocol = (list: readonly Conversation[]) => groupBy(list, endsAndPortKey).flatMap(joinProtocols(limits));
  const byPort = (list: readonly Conversation[]) =>
    groupBy(list, (member) => `${endsKey(member)} ${protocolsKey(member)}`).flatMap(joinPorts(limits));
  return byProtocol(byPort(byProtocol(conversations)));
};
