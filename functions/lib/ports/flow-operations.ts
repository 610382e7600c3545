import type { CaptureScope } from '../domain/capture.ts';
import type { FlowFilter } from '../domain/flow-filter.ts';

/** A firewall, and the account and Region to call it in. */
export interface FirewallRef {
  readonly account: string;
  readonly region: string;
  readonly firewallArn: string;
  readonly scope: CaptureScope;
}

export interface StartRequest extends FirewallRef {
  readonly filters: readonly FlowFilter[];
  readonly minimumFlowAgeSeconds: number;
}

/** What came of `StartFlowCapture`. It has no client token, so `unknown` must be resolved by reading back. */
export type StartOutcome =
  | { readonly outcome: 'started'; readonly operationId: string }
  /** Time-out, reset, 5xx, throttle, or an answer without an id: it may or may not have started. */
  | { readonly outcome: 'unknown'; readonly cause: string }
  /** The API says that the request can never work. */
  | { readonly outcome: 'rejected'; readonly cause: string }
  /** No permission, or no such firewall. */
  | { readonly outcome: 'misconfigured'; readonly cause: string };

export type OperationStatus = 'IN_PROGRESS' | 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED';

export interface OperationSummary {
  readonly operationId: string;
  readonly type: 'FLOW_CAPTURE' | 'FLOW_FLUSH';
  readonly status: OperationStatus;
  readonly requestedAtMs?: number;
}

export interface OperationDescription extends OperationSummary {
  readonly statusMessage?: string;
  readonly minimumFlowAgeSeconds?: number;
  readonly filters: readonly FlowFilter[];
}

/** One page of results. `bytes` is the response body as received. */
export interface ResultsPage {
  readonly bytes: Uint8Array;
  /** Whose results the answer says these are. */
  readonly operationId?: string;
  readonly status: OperationStatus;
  readonly statusMessage?: string;
  readonly requestedAtMs?: number;
  /** Rows as the API gives them: unparsed JSON objects. */
  readonly flows: readonly unknown[];
  readonly nextToken?: string;
}

/** AWS Network Firewall's flow operations. `StartFlowFlush` is not among them and never will be. */
export interface FlowOperations {
  /** Sends exactly one request, never a retry.
   * @param mayStillSend asked at the last moment, after everything that sending needs was fetched; where it says no,
   * nothing is sent and the outcome is `unknown` */
  start(request: StartRequest, mayStillSend: () => boolean): Promise<StartOutcome>;
  /** Undefined when AWS no longer knows the operation (12 hours), or never did. */
  describe(firewall: FirewallRef, operationId: string): Promise<OperationDescription | undefined>;
  /** Every operation of the last 12 hours in this scope, through all pages. */
  list(firewall: FirewallRef): Promise<readonly OperationSummary[]>;
  /** Undefined when the operation is gone. */
  resultsPage(firewall: FirewallRef, operationId: string, nextToken?: string): Promise<ResultsPage | undefined>;
}
