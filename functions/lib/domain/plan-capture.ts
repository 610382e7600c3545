import type { Policy } from '../policy/policy.ts';
import { type AccountRegion, refusalOf } from './account-region.ts';
import type { PlannedCapture } from './capture.ts';
import { mostCaptures, waitsOfARound } from './execution-history.ts';
import { type MergedTuple, planFilters, splitIntoOperations } from './filter-plan.ts';
import { type DroppedTuple, filterKey, type PlannedFilter } from './flow-filter.ts';
import { captureKeyFrom } from './ids.ts';
import type { Lead } from './lead.ts';
import type { Network } from './network/network.ts';
import { indexNetwork } from './network/network-index.ts';
import { placeOfArn, type ScopedDemand, scopesOf } from './paths/capture-scope.ts';
import { type PathFindings, pathsOfLead } from './paths/paths-of-lead.ts';
import type { SubjectLimits } from './paths/resolve-subjects.ts';
import type { AffectedInterface, PathProof } from './plan.ts';
import { type CaptureTiming, type UnboundedCapture, verbatimCaptures } from './verbatim-captures.ts';

export interface CapturePlanInput {
  readonly lead: Lead;
  readonly network: Network;
  readonly policy: Policy;
  /** Whether policy excludes an interface by one of its names: `triggers.excludeResources`. */
  readonly isExcluded: SubjectLimits['isExcluded'];
}

/** Whom, where and what to capture for a lead. */
export interface CapturePlan {
  readonly interfaces: readonly AffectedInterface[];
  readonly paths: readonly PathProof[];
  readonly captures: readonly PlannedCapture[];
  /** Every filter of every capture, once. */
  readonly filters: readonly PlannedFilter[];
  readonly dropped: readonly DroppedTuple[];
  readonly merged: readonly MergedTuple[];
  /** What was decided on the way, in words for an analyst. */
  readonly notes: readonly string[];
  /** Subjects without an interface, and why. */
  readonly unresolved: readonly string[];
  /** Why firewalls on the way are not asked: their accounts or Regions are not ours. */
  readonly refusedPlaces: readonly string[];
  /** Why nothing may be captured at all: the lead's account or Region is not ours. */
  readonly refusal?: string;
}

const nothing: CapturePlan = {
  interfaces: [],
  paths: [],
  captures: [],
  filters: [],
  dropped: [],
  merged: [],
  notes: [],
  unresolved: [],
  refusedPlaces: [],
};

/** The account and Region that a lead is about: its own, else where we run. */
export const placeOfLead = ({ account, region }: Lead, home: AccountRegion): AccountRegion => ({
  account: account ?? home.account,
  region: region ?? home.region,
});

const timingOf = ({ lead: { request }, policy: { capture } }: CapturePlanInput): CaptureTiming => ({
  minimumFlowAgeSeconds: request?.minimumFlowAgeSeconds ?? capture.minimumFlowAgeSeconds,
  rounds: request?.rounds ?? capture.rounds,
  roundIntervalSeconds: request?.roundIntervalSeconds ?? capture.roundIntervalSeconds,
  pollSeconds: capture.pollSeconds,
  deadlineSeconds: capture.deadlineMinutes * 60,
  maximumPerTargetHour: capture.maximumCapturesPerTargetPerHour,
  maximumPerAccountHour: capture.maximumCapturesPerAccountPerHour,
});

/** One scope's tuples as operations of at most 20 filters each. */
const capturesOf = ({ firewallArn, scope, slotZone, tuples }: ScopedDemand, input: CapturePlanInput) => {
  const plan = planFilters({ tuples, subjectAddresses: [], limits: input.policy.capture });
  const captures = splitIntoOperations(plan.filters).map(
    (filters, batch): UnboundedCapture => ({
      captureKey: captureKeyFrom([firewallArn, ...Object.entries(scope).flat(), batch]),
      ...placeOfArn(firewallArn),
      firewallArn,
      scope,
      slotZone,
      filters,
      ...timingOf(input),
    }),
  );
  return { ...plan, captures };
};

interface Bounded {
  readonly captures: readonly PlannedCapture[];
  readonly notes: readonly string[];
  readonly refusedPlaces: readonly string[];
}

/** Captures in accounts that we may call, as many as policy allows. First batches come first: they hold the most urgent filters. */
const bounded = (captures: readonly UnboundedCapture[], input: CapturePlanInput): Bounded => {
  const { network, policy } = input;
  const refusals = new Map(captures.map((capture) => [capture, refusalOf(capture, network.home, policy.accounts)]));
  const allowed = captures.filter((capture) => refusals.get(capture) === undefined);
  const refusedPlaces = [...new Set([...refusals.values()].flatMap((refusal) => refusal ?? []))];
  const { maximumCapturesPerCase } = policy.capture;
  const { rounds } = timingOf(input);
  const most = Math.min(maximumCapturesPerCase, mostCaptures(rounds));
  const left = allowed.slice(most);
  return {
    captures: allowed
      .slice(0, most)
      .map((capture, _, { length }) => ({ ...capture, waitsPerRound: waitsOfARound(length, rounds) })),
    notes: [
      ...refusedPlaces.map((refusal) => `captures on firewalls there are left out: ${refusal}`),
      ...(left.length > 0
        ? [
            `${most < maximumCapturesPerCase ? `one execution holds ${most} captures of ${rounds} rounds` : `the policy allows ${most} captures a case`}: left out ${left.length}, on ${left.map(({ firewallArn, slotZone }) => `${firewallArn} in ${slotZone}`).join(', ')}`,
          ]
        : []),
    ],
    refusedPlaces,
  };
};

const onceBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] =>
  [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();

/** First batches of every scope, then second ones, and so on. */
const inTurns = (lists: readonly (readonly UnboundedCapture[])[]): readonly UnboundedCapture[] =>
  Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) }, (_, turn) =>
    lists.flatMap((list) => list[turn] ?? []),
  ).flat();

/** What could not be read matters where something stayed open. */
const unreadNotes = ({ unread }: Network, { paths, subjects }: PathFindings): readonly string[] => {
  const sure = subjects.unresolved.length === 0 && paths.every(({ proof }) => proof.confidence === 'proven');
  if (sure) return [];
  const notes = unread.map(
    ({ account, region, what, reason }) => `${what} of ${account}/${region} could not be read: ${reason}`,
  );
  return [...new Set(notes)];
};

/** Plans a lead's captures: who is affected, which firewalls and zones see their traffic, and with which filters each is
 * asked. Nothing is called; what the network does not say stays unknown and is said. */
export const planCaptures = (input: CapturePlanInput): CapturePlan => {
  const { lead, network, policy, isExcluded } = input;
  const refusal = refusalOf(placeOfLead(lead, network.home), network.home, policy.accounts);
  if (refusal !== undefined) return { ...nothing, refusal };
  const index = indexNetwork(network);
  const { maximumInterfaces, firewallOverrides } = policy.capture;
  const found = pathsOfLead(lead, index, { maximumInterfaces, firewallOverrides, isExcluded });
  const plans = scopesOf(index, found.demands).map((scoped) => capturesOf(scoped, input));
  const asked = (lead.request?.captures ?? []).map((request) => verbatimCaptures(network, request, timingOf(input)));
  const { captures, notes, refusedPlaces } = bounded(
    [...asked.flat(), ...inTurns(plans.map((plan) => plan.captures))],
    input,
  );
  return {
    interfaces: found.subjects.interfaces,
    paths: found.paths.map(({ proof }) => proof),
    captures,
    filters: onceBy(
      captures.flatMap(({ filters }) => filters),
      ({ filter }) => filterKey(filter),
    ),
    dropped: [
      ...found.dropped,
      ...onceBy(
        plans.flatMap(({ dropped }) => dropped),
        (drop) => JSON.stringify(drop),
      ),
    ],
    merged: onceBy(
      plans.flatMap(({ merged }) => merged),
      (merge) => JSON.stringify(merge),
    ),
    notes: [...found.subjects.notes, ...notes, ...unreadNotes(network, found)],
    unresolved: found.subjects.unresolved,
    refusedPlaces,
  };
};
