import type { TableScope } from '../../network/flow-table.ts';
import { seededUuid } from '../../seeded.ts';
import type { Simulation } from '../../simulation.ts';
import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import { pageOf } from '../paging.ts';
import { type FirewallRow, notFound, ownFirewall } from './firewalls.ts';
import { messageAt, type Operation, rowsAt, rowsFrom, statusAt } from './operation.ts';
import {
  describeOperationRequest,
  invalidRequest,
  listOperationsRequest,
  listResultsRequest,
  readFilter,
  readRequest,
  type ScopeMembers,
  startRequest,
} from './requests.ts';

const zoneOfEndpoint = (
  sim: Simulation,
  firewallArn: string,
  matches: (scope: { id: string; association?: string }) => boolean,
) => {
  const endpoint = [...sim.topology.endpoints.values()].find(
    (row) => row.firewallArn === firewallArn && matches({ id: row.endpointId, association: row.associationArn }),
  );
  if (!endpoint) throw invalidRequest('the endpoint does not belong to the firewall');
  return endpoint;
};

const zoneNames = ({ Firewall, FirewallStatus }: FirewallRow): ReadonlySet<string> =>
  new Set([
    ...Object.keys(FirewallStatus.SyncStates),
    ...Firewall.AvailabilityZoneMappings.map((mapping) => mapping.AvailabilityZone),
  ]);

/** What an operation looks at, and the zone whose place it takes. Exactly one scope member says so. */
const resolveScope = (sim: Simulation, row: FirewallRow, scope: ScopeMembers): { zone: string; table: TableScope } => {
  const { AvailabilityZone, VpcEndpointId, VpcEndpointAssociationArn } = scope;
  const { FirewallArn: firewallArn } = row.Firewall;
  const given = [AvailabilityZone, VpcEndpointId, VpcEndpointAssociationArn].filter((member) => member !== undefined);
  if (given.length !== 1)
    throw invalidRequest('exactly one of AvailabilityZone, VpcEndpointId and VpcEndpointAssociationArn is required');
  if (AvailabilityZone !== undefined) {
    if (!zoneNames(row).has(AvailabilityZone)) throw invalidRequest(`the firewall is not in ${AvailabilityZone}`);
    return { zone: AvailabilityZone, table: { firewallArn, zone: AvailabilityZone } };
  }
  const endpoint = zoneOfEndpoint(sim, firewallArn, ({ id, association }) =>
    VpcEndpointId === undefined ? association === VpcEndpointAssociationArn : id === VpcEndpointId && !association,
  );
  const table =
    VpcEndpointId === undefined ? { associationArn: VpcEndpointAssociationArn } : { endpointId: VpcEndpointId };
  return { zone: endpoint.zone, table: { firewallArn, ...table } };
};

const refuseWhenBusy = ({ sim }: ServiceCall, earlier: readonly Operation[], nowMs: number): void => {
  if (earlier.some((operation) => statusAt(operation, nowMs) === 'IN_PROGRESS'))
    throw new ApiError(
      sim.settings.busyError,
      'Only one flow operation can run at a time in an Availability Zone of a firewall',
    );
};

/** Starts a capture or a flush. The engine looks at its table at once and reports over time. */
const start = (call: ServiceCall, kind: Operation['kind']): object => {
  const { sim, caller } = call;
  const request = readRequest(startRequest, call.facts.parameters);
  if (request.FlowFilters.length === 0) throw invalidRequest('at least one flow filter is required');
  const filters = request.FlowFilters.map(readFilter);
  const { zone, table } = resolveScope(sim, ownFirewall(call, request.FirewallArn), request);
  const startedAtMs = sim.clock.nowMs();
  const earlier = sim.operations.filter((row) => row.firewallArn === request.FirewallArn && row.zone === zone);
  refuseWhenBusy(call, earlier, startedAtMs);
  const id = seededUuid([sim.world.seed, 'operation', request.FirewallArn, zone, earlier.length]);
  const minimumAgeSeconds = request.MinimumFlowAgeInSeconds ?? 0;
  const { FirewallArn, AvailabilityZone, VpcEndpointId, VpcEndpointAssociationArn } = request;
  sim.operations.push({
    id,
    kind,
    account: caller.account,
    region: caller.region,
    firewallArn: FirewallArn,
    zone,
    scope: { AvailabilityZone, VpcEndpointId, VpcEndpointAssociationArn },
    filters: request.FlowFilters,
    minimumFlowAgeSeconds: request.MinimumFlowAgeInSeconds,
    startedAtMs,
    course: sim.settings.courseOf({ firewallArn: FirewallArn, zone, index: earlier.length, kind }),
    rows: rowsFrom(sim.flowTable.entries(table, startedAtMs), { filters, minimumAgeSeconds, id }, sim.settings),
    flushedFlows: kind === 'FLOW_FLUSH' ? sim.flowTable.flush(table, filters, startedAtMs, minimumAgeSeconds) : 0,
  });
  return { FirewallArn, FlowOperationId: id, FlowOperationStatus: 'IN_PROGRESS' };
};

export const startFlowCapture = (call: ServiceCall): object => start(call, 'FLOW_CAPTURE');
/** Really destroys state, as AWS does. Tests assert that nobody ever calls it. */
export const startFlowFlush = (call: ServiceCall): object => start(call, 'FLOW_FLUSH');

/** A scope member that the caller repeats must be the operation's own. */
const sameScope = (operation: Operation, asked: ScopeMembers): boolean =>
  (asked.AvailabilityZone === undefined || asked.AvailabilityZone === operation.zone) &&
  (asked.VpcEndpointId === undefined || asked.VpcEndpointId === operation.scope.VpcEndpointId) &&
  (asked.VpcEndpointAssociationArn === undefined ||
    asked.VpcEndpointAssociationArn === operation.scope.VpcEndpointAssociationArn);

const kept = ({ sim }: ServiceCall, operation: Operation): boolean =>
  sim.clock.nowMs() - operation.startedAtMs < sim.settings.retentionMs;

const operationOf = (
  call: ServiceCall,
  request: ScopeMembers & { readonly FirewallArn: string; readonly FlowOperationId: string },
): Operation => {
  ownFirewall(call, request.FirewallArn);
  const found = call.sim.operations.find(
    (row) => row.id === request.FlowOperationId && row.firewallArn === request.FirewallArn,
  );
  if (!found || !kept(call, found) || !sameScope(found, request))
    throw notFound(`The flow operation ${request.FlowOperationId}`);
  return found;
};

const headOf = (operation: Operation, nowMs: number): object => ({
  FirewallArn: operation.firewallArn,
  ...operation.scope,
  FlowOperationId: operation.id,
  FlowOperationStatus: statusAt(operation, nowMs),
  StatusMessage: messageAt(operation, nowMs),
  FlowRequestTimestamp: operation.startedAtMs / 1_000,
});

export const describeFlowOperation = (call: ServiceCall): object => {
  const operation = operationOf(call, readRequest(describeOperationRequest, call.facts.parameters));
  return {
    ...headOf(operation, call.sim.clock.nowMs()),
    FlowOperationType: operation.kind,
    FlowOperation: {
      MinimumFlowAgeInSeconds: operation.minimumFlowAgeSeconds,
      FlowFilters: operation.filters,
    },
  };
};

export const listFlowOperations = (call: ServiceCall): object => {
  const request = readRequest(listOperationsRequest, call.facts.parameters);
  const { sim } = call;
  ownFirewall(call, request.FirewallArn);
  const now = sim.clock.nowMs();
  const rows = sim.operations
    .filter((row) => row.firewallArn === request.FirewallArn && kept(call, row) && sameScope(row, request))
    .filter((row) => !request.FlowOperationType || row.kind === request.FlowOperationType)
    .filter((row) => now - row.startedAtMs >= sim.settings.listingLagMs)
    .toReversed();
  const { page, nextToken } = pageOf(rows, request, { call, defaultSize: 100, invalid: invalidRequest });
  const FlowOperations = page.map((row) => ({
    FlowOperationId: row.id,
    FlowOperationType: row.kind,
    FlowRequestTimestamp: row.startedAtMs / 1_000,
    FlowOperationStatus: statusAt(row, now),
  }));
  return { FlowOperations, NextToken: nextToken };
};

export const listFlowOperationResults = (call: ServiceCall): object => {
  const request = readRequest(listResultsRequest, call.facts.parameters);
  const operation = operationOf(call, request);
  const now = call.sim.clock.nowMs();
  const rows = rowsAt(operation, now);
  const context = { call, defaultSize: call.sim.settings.resultsPageSize, invalid: invalidRequest };
  const { page, nextToken } = pageOf(rows, request, context);
  return { ...headOf(operation, now), Flows: page, NextToken: nextToken };
};
