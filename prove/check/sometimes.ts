import { isOurs } from './flow-logs.ts';
import type { Seen } from './seen.ts';

/** Branches that a run of proofs must take at least once each, or it proves less than it says. */
export const recoveries = [
  'adopted by read-back',
  'second shot after proof that nothing started',
  'slot waited for',
  'captures shared one operation',
  'foreign operation waited for',
  'bound on a target waited for',
  'bound on an account waited for',
  'ended at a bound',
  'counted again after another start',
  'slot given back for want of room',
  'ended for an operator',
  'throttled call repeated',
  'same bytes met under a key (412)',
  'late process refused by a condition',
  'process died',
  'process lived on beside its retry',
  'function timed out',
  'repeat joined its case',
  'case opened again',
  'request joined the opening of another',
  'page reading started over',
  'results cut short or expired',
  'flow log adopted by the sweeper',
  'flow log of a lost answer found again',
  'case closed by its failure path',
  'lost case closed',
  'closing event sent again',
] as const;
export type Recovery = (typeof recoveries)[number];

const LOGGED: readonly (readonly [string, Recovery])[] = [
  ['an unknown start was found by reading back', 'adopted by read-back'],
  ['reading starts over', 'page reading started over'],
  ['a taken slot is given back', 'slot given back for want of room'],
  ['a start is counted again', 'counted again after another start'],
];

/** Which of them a run took, from the world and from what the handlers logged. This counts; it judges nothing. */
export const recoveriesOf = ({ world, records }: Seen, logged: ReadonlySet<string>): ReadonlySet<Recovery> => {
  const found = new Set<Recovery>();
  const note = (when: boolean, recovery: Recovery): void => {
    if (when) found.add(recovery);
  };
  for (const [message, recovery] of LOGGED) note(logged.has(message), recovery);
  for (const mark of world.marks) found.add(mark);
  const { captures, sightings, cases } = records;
  note(
    captures.some(({ sharedBy = 1 }) => sharedBy > 1),
    'captures shared one operation',
  );
  note(
    captures.some(({ grade }) => grade === 'NEEDS_OPERATOR'),
    'ended for an operator',
  );
  note(
    captures.some(({ heldBack }) => heldBack?.by === 'target'),
    'bound on a target waited for',
  );
  note(
    captures.some(({ heldBack }) => heldBack?.by === 'account'),
    'bound on an account waited for',
  );
  note(
    captures.some(({ gradeReason = '' }) => /^no start within .* was reached$/.test(gradeReason)),
    'ended at a bound',
  );
  note(
    captures.some(({ grade, collection }) => grade === 'EXPIRED' || collection?.pagesEnd === 'cut-short'),
    'results cut short or expired',
  );
  note(
    sightings.some(({ outcome }) => outcome === 'joined'),
    'repeat joined its case',
  );
  note(
    sightings.some(({ outcome }) => outcome === 'reopened'),
    'case opened again',
  );
  note(
    sightings.some(({ outcome, reason }) => outcome === 'joined' && reason.startsWith('the case is still open')),
    'request joined the opening of another',
  );
  note(
    cases.some(({ closing }) => closing?.failure !== undefined),
    'case closed by its failure path',
  );
  note(
    world.sim.events.some(({ detail }) => typeof detail === 'object' && detail !== null && 'toldAs' in detail),
    'lost case closed',
  );
  note(
    new Set(world.sim.events.map(({ detail }) => JSON.stringify(detail))).size < world.sim.events.length,
    'closing event sent again',
  );
  for (const { service, status, fault } of world.calls) {
    note(service === 's3' && status === 412, 'same bytes met under a key (412)');
    note(fault === 'throttle', 'throttled call repeated');
    note(fault === 'crash-before' || fault === 'crash-after', 'process died');
    note(fault === 'hang', 'function timed out');
    note(fault === 'zombie' || fault === 'freeze', 'process lived on beside its retry');
  }
  note(
    world.sim.flowLogs.all().some(isOurs) &&
      world.calls.some(
        ({ operation, fault }) => operation === 'CreateFlowLogs' && (fault === 'lost' || fault === 'error-after'),
      ),
    'flow log of a lost answer found again',
  );
  return found;
};
