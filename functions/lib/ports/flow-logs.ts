import type { AccountRegion } from '../domain/account-region.ts';
import type { FlowLogDescription } from '../domain/flow-log.ts';
import type { VerbatimFlowLogs } from '../domain/lead.ts';

export type { AccountRegion };

/** What came of `CreateFlowLogs` for one resource: HTTP 200 may hide a failure. */
export type CreateFlowLogOutcome =
  | { readonly outcome: 'created'; readonly resourceId: string; readonly flowLogId: string }
  | { readonly outcome: 'already-exists'; readonly resourceId: string }
  | { readonly outcome: 'dry-run'; readonly resourceId: string }
  | { readonly outcome: 'failed'; readonly resourceId: string; readonly code: string; readonly message: string };

export type DeleteFlowLogOutcome = 'deleted' | 'not-found' | 'access-denied' | 'failed';

/** VPC flow logs through the EC2 API. */
export interface FlowLogs {
  /** Flow logs on any of the resources, through all pages. */
  describe(where: AccountRegion, resourceIds: readonly string[]): Promise<readonly FlowLogDescription[]>;
  /** Flow logs that carry our tag, for the sweeper. */
  describeOurs(where: AccountRegion): Promise<readonly FlowLogDescription[]>;
  /** Safe to repeat with the same `ClientToken`. One outcome a resource. */
  create(where: AccountRegion, request: VerbatimFlowLogs): Promise<readonly CreateFlowLogOutcome[]>;
  delete(where: AccountRegion, flowLogId: string): Promise<DeleteFlowLogOutcome>;
}
