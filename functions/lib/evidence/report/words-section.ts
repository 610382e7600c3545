import type { Html } from './html.ts';
import { facts, section } from './page-parts.ts';

/** Words of this page that other tools use otherwise, or not at all. */
const WORDS: readonly (readonly [string, string])[] = [
  ['Subject, peer', 'The side that the trigger is about, and the other side of its conversations.'],
  [
    'Conversation',
    'A connection: both directions, all rounds and zones joined into one line. Its bytes are those of the larger direction.',
  ],
  ['Round', 'One look at the table of open flows. The next round finds what was too young, and shows what has closed.'],
  [
    'New, persistent, closed',
    'Not seen by an earlier complete round; seen by several rounds; missing in a later complete round.',
  ],
  ['Zone', 'An Availability Zone of a firewall. Each keeps flows of its own and is asked by itself.'],
  ['Collateral', 'A flow that came back although no filter of the case admits it. It is kept, and marked.'],
  [
    'Age',
    'How long a flow had been open when it was last seen. Younger flows than the minimum age were not asked for.',
  ],
  ['Clock difference', "AWS's time of looking minus ours of asking; positive while the request was under way."],
  [
    'On path, proven',
    'Routes, as they are configured, lead through the firewall. Likely: a part of the path could not be read and is assumed.',
  ],
  [
    'Flow log, until',
    'VPC flow logs see what comes after. Those that Flowtrap made are deleted when their time is over.',
  ],
];

/** What the words of the page mean. */
export const wordsSection = (): Html => section('Words', facts(WORDS));
