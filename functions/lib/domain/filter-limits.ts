import { type Cidr, type Family, familyOf, prefixLengthOf } from './address.ts';
import { unroutableKind } from './address-kind.ts';
import type { Tuple } from './tuple.ts';

/** How wide filters may be. The policy's `capture` section has this form. */
export interface FilterLimits {
  /** log2 of the combinations that one filter may admit, by IP version. */
  readonly maximumBreadthBitsV4: number;
  readonly maximumBreadthBitsV6: number;
  readonly minimumPeerPrefixV4: number;
  readonly minimumPeerPrefixV6: number;
  readonly minimumSubjectPrefixV4: number;
  readonly minimumSubjectPrefixV6: number;
  readonly allowAnyPeer: boolean;
  /** Filters in all, mirrors included. */
  readonly maximumFilters: number;
}

/** Widest filter that policy allows for an IP version, in bits. */
export const maximumBreadth = (limits: FilterLimits, family: Family): number =>
  family === 4 ? limits.maximumBreadthBitsV4 : limits.maximumBreadthBitsV6;

const minimumPrefix = (limits: FilterLimits, side: 'Peer' | 'Subject', family: Family): number =>
  limits[`minimum${side}PrefixV${family}`];

const sideProblem = (side: 'Peer' | 'Subject', cidr: Cidr, limits: FilterLimits): string | undefined => {
  const noun = side.toLowerCase();
  const minimum = minimumPrefix(limits, side, familyOf(cidr));
  if (prefixLengthOf(cidr) < minimum) return `the ${noun} ${cidr} is wider than the policy's /${minimum}`;
  const kind = unroutableKind(cidr);
  return kind === undefined ? undefined : `the ${noun} ${cidr} is ${kind}: no firewall sees it`;
};

/** Why a tuple cannot become a filter, whatever its ports and protocols; undefined where it can. */
export const tupleProblem = ({ subject, peer }: Tuple, limits: FilterLimits): string | undefined => {
  if (subject === undefined)
    return `no ${peer === undefined ? '' : `IPv${familyOf(peer)} `}address of the subject is known`;
  const subjectProblem = sideProblem('Subject', subject, limits);
  if (subjectProblem !== undefined) return subjectProblem;
  if (peer === undefined)
    return limits.allowAnyPeer ? undefined : 'the peer is open, and the policy allows no open peer';
  if (familyOf(peer) !== familyOf(subject)) return `the peer ${peer} and the subject ${subject} differ in IP version`;
  if (peer === subject) return `the peer ${peer} is the subject itself`;
  return sideProblem('Peer', peer, limits);
};
