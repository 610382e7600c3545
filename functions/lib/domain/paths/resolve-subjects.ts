import { contains, hostBitsOf, parseAddress } from '../address.ts';
import type { Lead } from '../lead.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { AffectedInterface } from '../plan.ts';
import type { Tuple } from '../tuple.ts';
import { type Candidate, candidatesFor, ownsAddress } from './candidates.ts';

export interface SubjectLimits {
  readonly maximumInterfaces: number;
  /** Whether policy wants an interface left alone, by one of its names: its own id, its instance, subnet, VPC or address. */
  readonly isExcluded: (name: string) => boolean;
}

export interface ResolvedSubjects {
  /** Named ones first, then primary ones, then by id. */
  readonly interfaces: readonly AffectedInterface[];
  /** What was decided and what was left out, in words for an analyst. */
  readonly notes: readonly string[];
  /** Subjects that no interface was found for, and why. */
  readonly unresolved: readonly string[];
}

/** Whether a tuple speaks of this interface: it has the tuple's own address, or the tuple names none. */
export const concerns = (index: NetworkIndex, candidate: AffectedInterface, { subject }: Tuple): boolean => {
  if (subject === undefined) return true;
  const address = hostBitsOf(subject) === 0 ? parseAddress(subject.slice(0, subject.indexOf('/'))) : undefined;
  if (address !== undefined) return ownsAddress(index, candidate, address);
  return candidate.addresses.some((own) => contains(subject, own));
};

const order = (a: Candidate, b: Candidate): number =>
  Number(b.named) - Number(a.named) ||
  Number(b.primary) - Number(a.primary) ||
  (a.interfaceId < b.interfaceId ? -1 : a.interfaceId > b.interfaceId ? 1 : 0);

const once = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const byId = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const known = byId.get(candidate.interfaceId);
    if (!known || (candidate.named && !known.named)) byId.set(candidate.interfaceId, candidate);
  }
  return [...byId.values()].toSorted(order);
};

/** Of several interfaces those that have the local address; all of them where none has it, or where a tuple names none. */
const narrowed = (index: NetworkIndex, candidates: readonly Candidate[], tuples: readonly Tuple[]) => {
  const named = tuples.filter(({ subject }) => subject !== undefined);
  if (candidates.length < 2 || named.length === 0 || named.length < tuples.length)
    return { kept: candidates, notes: [] };
  const owning = candidates.filter((candidate) => named.some((tuple) => concerns(index, candidate, tuple)));
  if (owning.length === 0)
    return {
      kept: candidates,
      notes: [`none of ${candidates.length} interfaces has the local address: all are taken`],
    };
  if (owning.length === candidates.length) return { kept: candidates, notes: [] };
  const left = candidates.length - owning.length;
  const notes = [`${left} other interfaces are left out: they do not have the local address`];
  return {
    kept: owning.map((candidate) => ({ ...candidate, reason: `${candidate.reason}, and it has the local address` })),
    notes,
  };
};

const affected = ({ named: _, primary: __, names: ___, ...rest }: Candidate): AffectedInterface => rest;

/** Finds the interfaces that a lead concerns: the one that the trigger names, else the one that has the local address, else
 * all of the resource within the policy's bound. Every choice has its reason. */
export const resolveSubjects = (lead: Lead, index: NetworkIndex, limits: SubjectLimits): ResolvedSubjects => {
  const found = lead.subjects.map((subject) => candidatesFor(index, subject, lead));
  const all = once(found.flatMap(({ candidates }) => candidates));
  const allowed = all.filter(({ names }) => !names.some(limits.isExcluded));
  const excluded = all.length - allowed.length;
  const { kept, notes } = narrowed(index, allowed, lead.tuples);
  const beyond = kept.slice(limits.maximumInterfaces).map(({ interfaceId }) => interfaceId);
  return {
    interfaces: kept.slice(0, limits.maximumInterfaces).map(affected),
    unresolved: found.flatMap(({ unresolved }) => unresolved ?? []),
    notes: [
      ...(excluded > 0 ? [`${excluded} interfaces are left out: policy excludes them`] : []),
      ...notes,
      ...(beyond.length > 0
        ? [`the policy allows ${limits.maximumInterfaces} interfaces a case: left out ${beyond.join(', ')}`]
        : []),
    ],
  };
};
