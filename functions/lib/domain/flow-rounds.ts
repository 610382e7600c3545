import type { Address } from './address.ts';
import type { Flow } from './flow.ts';
import type { JoinedFlow } from './flow-join.ts';

/** How a conversation changed over the rounds. `new`: an earlier round did not have it. `persistent`: in several rounds.
 * `closed`: a later round no longer has it. */
export const flowStates = ['new', 'persistent', 'closed'] as const;
export type FlowState = (typeof flowStates)[number];

/** Seen from the subject's addresses: who opened the conversation. `unknown`: neither end is the subject's. */
export const flowDirections = ['outbound', 'inbound', 'internal', 'unknown'] as const;
export type FlowDirection = (typeof flowDirections)[number];

export interface RoundFact {
  readonly round: number;
  /** Nothing is missing from it (COMPLETE or EMPTY), so what it does not show was not there. */
  readonly whole: boolean;
}

export interface ComparedFlow extends JoinedFlow {
  /** Absent where no whole round without it and no second sighting exist: one round tells no change. */
  readonly state?: FlowState;
  readonly firstRound: number;
  readonly lastRound: number;
}

/** The state of a conversation that `seen` rounds show. Only a whole round proves that a flow was not there; what a
 * partial round does not show may be missing from it. A flow that no filter admits yet, being younger than the minimum
 * age, counts as not there. @param seen ascending, not empty */
export const flowStateOf = (seen: readonly number[], rounds: readonly RoundFact[]): FlowState | undefined => {
  const first = seen[0] ?? 0;
  const last = seen.at(-1) ?? 0;
  const whole = rounds.filter((fact) => fact.whole);
  if (whole.some(({ round }) => round > last)) return 'closed';
  if (seen.length > 1) return 'persistent';
  return whole.some(({ round }) => round < first) ? 'new' : undefined;
};

/** A conversation with its change over `rounds`. */
export const compared = (conversation: JoinedFlow, rounds: readonly RoundFact[]): ComparedFlow => {
  const state = flowStateOf(conversation.rounds, rounds);
  return {
    ...conversation,
    ...(state === undefined ? {} : { state }),
    firstRound: conversation.rounds[0] ?? 0,
    lastRound: conversation.rounds.at(-1) ?? 0,
  };
};

/** Direction of a flow relative to the subject's own addresses. */
export const flowDirectionOf = (
  { source, destination }: Pick<Flow, 'source' | 'destination'>,
  subject: ReadonlySet<Address>,
): FlowDirection => {
  if (subject.has(source)) return subject.has(destination) ? 'internal' : 'outbound';
  return subject.has(destination) ? 'inbound' : 'unknown';
};
