import type { Caller } from './record-calls.ts';

interface Grant {
  readonly callers: readonly Caller[] | 'all';
  readonly action: RegExp;
  readonly why: string;
}

/** What roles may do without a recorded call that needs it, and why. Anything else that IAM allows is a finding. */
const grants: readonly Grant[] = [
  { callers: 'all', action: /^logs:(CreateLogStream|PutLogEvents) .*\/aws\/lambda\//, why: 'Lambda writes its log' },
  { callers: 'all', action: /^xray:Put/, why: 'Lambda writes its traces' },
  { callers: 'all', action: /^s3:ListBucket /, why: 'S3 answers 404 for a missing object only with it' },
  { callers: ['plan-case'], action: /^s3:GetObject .*\/cases$/, why: 'a write that lost its answer is read again' },
  {
    callers: ['enable-flow-logs', 'member'],
    action: /^ec2:CreateFlowLogs (subnet|vpc|natgateway|transit-gateway|transit-gateway-attachment)$/,
    why: "an analyst's own request may name any resource that flow logs can monitor",
  },
  {
    callers: ['member'],
    action: /^securityhub:BatchUpdateFindings hubv2$/,
    why: 'a member may have either kind of hub, or both',
  },
  {
    callers: ['member'],
    action: /^ec2:(GetManagedPrefixListEntries|SearchTransitGatewayRoutes) /,
    why: 'a member may own transit gateways and prefix lists',
  },
];

/** Whether `action kind` is granted to the caller for a reason of its own. */
export const isGranted = (caller: Caller, cell: string): boolean =>
  grants.some(({ callers, action }) => (callers === 'all' || callers.includes(caller)) && action.test(cell));
