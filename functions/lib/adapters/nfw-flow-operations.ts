import {
  DescribeFlowOperationCommand,
  ListFlowOperationResultsCommand,
  type NetworkFirewallClient,
  paginateListFlowOperations,
  StartFlowCaptureCommand,
} from '@aws-sdk/client-network-firewall';
import type { CaptureScope } from '../domain/capture.ts';
import { START_TIMEOUT_MS } from '../domain/capture-timing.ts';
import { ContractError } from '../domain/errors.ts';
import type { FlowFilter } from '../domain/flow-filter.ts';
import { fromApiFilter, toApiFilter } from '../domain/flow-filter-api.ts';
import type {
  FirewallRef,
  FlowOperations,
  OperationDescription,
  OperationStatus,
  OperationSummary,
  StartOutcome,
  StartRequest,
} from '../ports/flow-operations.ts';
import { type MemberPlacesOptions, memberPlaces } from './member-places.ts';
import { type NetworkFirewallClients, networkFirewallClients } from './network-firewall-clients.ts';
import { rawResultsPage } from './nfw-results-page.ts';

const scopeMembers = (scope: CaptureScope) => {
  if ('availabilityZone' in scope) return { AvailabilityZone: scope.availabilityZone };
  if ('vpcEndpointId' in scope) return { VpcEndpointId: scope.vpcEndpointId };
  return { VpcEndpointAssociationArn: scope.vpcEndpointAssociationArn };
};

/** The members that name an operation's place. Describe and List repeat those of Start; whether they must is not documented. */
const placeOf = ({ firewallArn, scope }: FirewallRef) => ({ FirewallArn: firewallArn, ...scopeMembers(scope) });

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const REJECTED = new Set(['InvalidRequestException', 'ValidationException', 'SerializationException']);
const MISCONFIGURED = new Set([
  'ResourceNotFoundException',
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'OptInRequired',
]);

/** Only an answer that says "never" ends here. Whatever else went wrong may have started an operation. */
const startFailure = (error: unknown): StartOutcome => {
  const cause = nameOf(error);
  if (REJECTED.has(cause)) return { outcome: 'rejected', cause };
  if (MISCONFIGURED.has(cause)) return { outcome: 'misconfigured', cause };
  return { outcome: 'unknown', cause };
};

const undefinedWhenGone = (error: unknown): undefined => {
  if (nameOf(error) === 'ResourceNotFoundException') return undefined;
  throw error;
};

const STATUSES: readonly OperationStatus[] = ['IN_PROGRESS', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED'];

/** @throws ContractError for a status that we do not know: its results cannot be graded */
export const operationStatus = (value: unknown): OperationStatus => {
  const status = STATUSES.find((known) => known === value);
  if (!status) throw new ContractError('unknown FlowOperationStatus', {});
  return status;
};

/** A filter that we cannot read cannot be one of ours; it is kept as one that admits everything, so it equals none. */
const filtersFrom = (filters: readonly unknown[]): readonly FlowFilter[] =>
  filters.map((filter) => {
    const read = fromApiFilter(filter);
    return 'filter' in read ? read.filter : { protocols: [] };
  });

/** Thrown instead of sending. Nothing has happened then, but nobody needs to know that for sure. */
class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/** The last middleware before the request leaves: credentials are there and the request is signed. */
const sendOnlyWhile = (command: StartFlowCaptureCommand, mayStillSend: () => boolean): void =>
  command.middlewareStack.add(
    (next) => async (args) => {
      if (!mayStillSend()) throw new TooLateError('the fire window was over before the request could be sent');
      return await next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'sendOnlyWhile' },
  );

const start = async (
  client: NetworkFirewallClient,
  request: StartRequest,
  mayStillSend: () => boolean,
): Promise<StartOutcome> => {
  const command = new StartFlowCaptureCommand({
    ...placeOf(request),
    FlowFilters: request.filters.map(toApiFilter),
    MinimumFlowAgeInSeconds: request.minimumFlowAgeSeconds,
  });
  sendOnlyWhile(command, mayStillSend);
  const { FlowOperationId } = await client.send(command);
  return FlowOperationId
    ? { outcome: 'started', operationId: FlowOperationId }
    : { outcome: 'unknown', cause: 'an answer without FlowOperationId' };
};

const listAll = async (client: NetworkFirewallClient, firewall: FirewallRef): Promise<readonly OperationSummary[]> => {
  const found: OperationSummary[] = [];
  for await (const page of paginateListFlowOperations({ client, pageSize: 100 }, placeOf(firewall))) {
    for (const item of page.FlowOperations ?? []) {
      if (!item.FlowOperationId) continue;
      found.push({
        operationId: item.FlowOperationId,
        type: item.FlowOperationType === 'FLOW_FLUSH' ? 'FLOW_FLUSH' : 'FLOW_CAPTURE',
        status: operationStatus(item.FlowOperationStatus),
        requestedAtMs: item.FlowRequestTimestamp?.getTime(),
      });
    }
  }
  return found;
};

const describe = async (
  client: NetworkFirewallClient,
  firewall: FirewallRef,
  operationId: string,
): Promise<OperationDescription> => {
  const command = new DescribeFlowOperationCommand({ ...placeOf(firewall), FlowOperationId: operationId });
  const described = await client.send(command);
  return {
    operationId,
    type: described.FlowOperationType === 'FLOW_FLUSH' ? 'FLOW_FLUSH' : 'FLOW_CAPTURE',
    status: operationStatus(described.FlowOperationStatus),
    statusMessage: described.StatusMessage,
    requestedAtMs: described.FlowRequestTimestamp?.getTime(),
    minimumFlowAgeSeconds: described.FlowOperation?.MinimumFlowAgeInSeconds,
    filters: filtersFrom(described.FlowOperation?.FlowFilters ?? []),
  };
};

/** Flow operations on AWS Network Firewall. `start` sends one request and no retry: its client has `maxAttempts: 1` and
 * gives up after `START_TIMEOUT_MS`. */
export const nfwFlowOperations = (clients: Pick<NetworkFirewallClients, 'networkFirewall'>): FlowOperations => ({
  start: async (request, mayStillSend) => {
    const client = await clients.networkFirewall(request, { maxAttempts: 1, requestTimeoutMs: START_TIMEOUT_MS });
    return await start(client, request, mayStillSend).catch(startFailure);
  },
  list: async (firewall) => await listAll(await clients.networkFirewall(firewall), firewall),
  describe: async (firewall, operationId) =>
    await describe(await clients.networkFirewall(firewall), firewall, operationId).catch(undefinedWhenGone),
  resultsPage: async (firewall, operationId, nextToken) => {
    const place = { ...placeOf(firewall), FlowOperationId: operationId, MaxResults: 100 };
    const command = new ListFlowOperationResultsCommand(nextToken ? { ...place, NextToken: nextToken } : place);
    return await rawResultsPage(await clients.networkFirewall(firewall), command).catch(undefinedWhenGone);
  },
});

/** The same for each case: its id names the sessions in member accounts. */
export const nfwFlowOperationsOf = (members: MemberPlacesOptions) => {
  const clients = networkFirewallClients(memberPlaces(members));
  return (caseId: string): FlowOperations => nfwFlowOperations(clients.actingFor(caseId));
};
