import type { CaptureScope } from '../../functions/lib/domain/capture.ts';
import { toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import { interfaceRequest } from '../../functions/lib/domain/flow-log-request.ts';
import type { Plan } from '../../functions/lib/domain/plan.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';

/** One call with an effect that would follow from a plan, in the API's own names. */
export interface PlannedCall {
  readonly service: 'network-firewall' | 'ec2';
  readonly operation: 'StartFlowCapture' | 'CreateFlowLogs';
  readonly account: string | null;
  readonly region: string | null;
  /** How often, once a round for captures. */
  readonly times: number;
  readonly input: object;
}

/** What the deployed stack would fill in: a plan is made without one. */
const ofTheStack = {
  bucketArn: "(the stack's flow-log bucket)",
  logGroupArn: "(the stack's log group)",
  roleArn: "(the stack's delivery role)",
};

const scopeMember = (scope: CaptureScope) => {
  if ('availabilityZone' in scope) return { AvailabilityZone: scope.availabilityZone };
  if ('vpcEndpointId' in scope) return { VpcEndpointId: scope.vpcEndpointId };
  return { VpcEndpointAssociationArn: scope.vpcEndpointAssociationArn };
};

const captureCalls = ({ captures }: Plan): readonly PlannedCall[] =>
  captures.map(({ account, region, firewallArn, scope, filters, minimumFlowAgeSeconds, rounds }) => ({
    service: 'network-firewall',
    operation: 'StartFlowCapture',
    account,
    region,
    times: rounds,
    input: {
      FirewallArn: firewallArn,
      ...scopeMember(scope),
      MinimumFlowAgeInSeconds: minimumFlowAgeSeconds,
      FlowFilters: filters.map(({ filter }) => toApiFilter(filter)),
    },
  }));

const flowLogCalls = ({ flowLogs, interfaces, lead }: Plan, policy: Policy): readonly PlannedCall[] => {
  const call = { service: 'ec2', operation: 'CreateFlowLogs', times: 1 } as const;
  const places = new Map(interfaces.map(({ interfaceId, account, region }) => [interfaceId, { account, region }]));
  return [
    ...flowLogs.interfaceIds.map((interfaceId) => ({
      ...call,
      ...(places.get(interfaceId) ?? { account: null, region: null }),
      input: interfaceRequest(interfaceId, policy.flowLogs, ofTheStack),
    })),
    ...flowLogs.verbatim.map((input) => ({
      ...call,
      account: lead?.account ?? null,
      region: lead?.region ?? null,
      input,
    })),
  ];
};

/** The calls with an effect that would follow from a plan. Tags and client token of flow logs are added when they are
 * made, because they name the case and the end of the lease; interfaces that are covered already get no call; flow logs on
 * peers follow from what is captured, and cannot be told before. */
export const plannedCalls = (plan: Plan, policy: Policy): readonly PlannedCall[] => [
  ...captureCalls(plan),
  ...flowLogCalls(plan, policy),
];
