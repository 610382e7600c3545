import type { Address } from './address.ts';
import type { PlannedCapture } from './capture.ts';
import type { MergedTuple } from './filter-plan.ts';
import type { DroppedTuple, PlannedFilter } from './flow-filter.ts';
import type { Lead, Problem, VerbatimFlowLogs } from './lead.ts';

/** How sure a path is: every hop read (`proven`), a hop inferred or another account's (`likely`), or not known. */
export type PathConfidence = 'proven' | 'likely' | 'unknown';

/** One hop of a path with the route that sends the traffic there. */
export interface PathHop {
  /** What the hop is: an interface, subnet, route table, endpoint, gateway, attachment. */
  readonly at: string;
  /** The route in words: `rtb-0a1: 0.0.0.0/0 → vpce-0b2`. */
  readonly route?: string;
  readonly note?: string;
}

/** Where one interface's traffic to one peer (or anywhere) is seen, or why it is not. */
export interface PathProof {
  readonly interfaceId: string;
  /** The peer network looked up; absent for "anywhere". */
  readonly destination?: string;
  readonly outcome: 'on-path' | 'not-on-path' | 'unknown';
  readonly confidence: PathConfidence;
  readonly hops: readonly PathHop[];
  readonly firewallArns: readonly string[];
  readonly reason: string;
}

/** An interface of ours that the case concerns. */
export interface AffectedInterface {
  readonly interfaceId: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly addresses: readonly Address[];
  /** Why this interface, and not another. */
  readonly reason: string;
  /** It was not found: what is known of it is the trigger's word. Its flows may be seen, but it takes no flow log. */
  readonly gone?: boolean;
}

/** What happens with a trigger: the same four words the CLI prints. `not-on-path`, and what is `refused` with its interfaces
 * known, still turns flow logs on. */
export type PlanOutcome = 'capture' | 'not-on-path' | 'refused' | 'ignored';

export interface Plan {
  readonly outcome: PlanOutcome;
  readonly reason: string;
  readonly problems: readonly Problem[];
  readonly lead?: Lead;
  /** Every filter of every capture, once. */
  readonly filters: readonly PlannedFilter[];
  readonly dropped: readonly DroppedTuple[];
  /** Tuples that another one's filter admits whole. For whoever plans: a case does not keep them, because the reasons of its
   * filters count them. */
  readonly merged?: readonly MergedTuple[];
  readonly interfaces: readonly AffectedInterface[];
  readonly paths: readonly PathProof[];
  readonly captures: readonly PlannedCapture[];
  readonly flowLogs: {
    /** Interfaces to log, when policy and request say so. */
    readonly interfaceIds: readonly string[];
    /** Requests to run as they stand. */
    readonly verbatim: readonly VerbatimFlowLogs[];
    readonly reason: string;
  };
}
