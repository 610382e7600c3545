import type { Address } from './address.ts';
import type { FlowFilter } from './flow-filter.ts';
import type { Tuple } from './tuple.ts';

export type TriggerSource =
  | 'guardduty'
  | 'security-hub'
  | 'cloudwatch-alarm'
  | 'firewall-alert'
  | 'schedule'
  | 'manual';

/** A resource whose interfaces are affected, named as the trigger names it. What is unknown is absent. */
export type Subject =
  | {
      readonly kind: 'interface';
      readonly interfaceId: string;
      readonly addresses: readonly Address[];
      readonly vpcId?: string;
      readonly subnetId?: string;
      /** The instance that the trigger says it belongs to. */
      readonly instanceId?: string;
    }
  | { readonly kind: 'instance'; readonly instanceId: string }
  /** A private address in one of our VPCs. */
  | { readonly kind: 'address'; readonly address: Address; readonly vpcId?: string; readonly instanceId?: string }
  /** Lambda functions share interfaces by subnet and security groups. */
  | {
      readonly kind: 'lambda';
      readonly subnetIds: readonly string[];
      readonly securityGroupIds: readonly string[];
      readonly vpcId?: string;
    }
  | { readonly kind: 'ecs-task'; readonly taskArn: string }
  | { readonly kind: 'rds-instance'; readonly dbInstanceId: string }
  /** Every instance of the cluster. */
  | { readonly kind: 'rds-cluster'; readonly dbClusterId: string }
  | { readonly kind: 'nat-gateway'; readonly natGatewayId: string }
  /** `loadBalancer` is CloudWatch's dimension value: `app/name/id`, `net/name/id`. */
  | { readonly kind: 'load-balancer'; readonly loadBalancer: string }
  | { readonly kind: 'firewall'; readonly firewallName: string };

/** `StartFlowCapture` as an analyst wrote it: used as it stands, after validation. */
export interface VerbatimCapture {
  readonly firewallArn: string;
  readonly availabilityZone?: string;
  readonly vpcEndpointId?: string;
  readonly vpcEndpointAssociationArn?: string;
  readonly minimumFlowAgeSeconds?: number;
  readonly filters: readonly FlowFilter[];
}

/** `CreateFlowLogs` as an analyst wrote it, in the API's own member names (CreateFlowLogs API reference). */
export interface VerbatimFlowLogs {
  readonly ResourceIds: readonly string[];
  readonly ResourceType: string;
  readonly TrafficType?: string;
  readonly LogDestinationType?: string;
  readonly LogDestination?: string;
  readonly LogGroupName?: string;
  readonly DeliverLogsPermissionArn?: string;
  readonly DeliverCrossAccountRole?: string;
  readonly LogFormat?: string;
  readonly MaxAggregationInterval?: number;
  readonly DestinationOptions?: {
    readonly FileFormat?: string;
    readonly HiveCompatiblePartitions?: boolean;
    readonly PerHourPartition?: boolean;
  };
  readonly TagSpecifications?: readonly {
    readonly ResourceType: string;
    readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
  }[];
  readonly TagFieldSpecifications?: readonly unknown[];
  readonly ClientToken?: string;
  readonly DryRun?: boolean;
}

/** A trigger in our own words: who, with whom, how, how bad, since when. */
export interface Lead {
  readonly source: TriggerSource;
  /** What makes triggers one case, whichever way they reach us: `['guardduty', findingArn]`. Untrusted text: only ever hashed. */
  readonly key: readonly string[];
  /** True where each execution is a case of its own (an analyst's request, a schedule's run): the execution joins the key. */
  readonly perExecution: boolean;
  /** The finding type, alarm name or request's reason. Untrusted: show it only through an encoder. */
  readonly type: string;
  /** 0 to 10, GuardDuty's scale. */
  readonly severity: number;
  /** The account and Region that the trigger's own body names, never the envelope's. */
  readonly account?: string;
  readonly region?: string;
  readonly firstSeenMs?: number;
  readonly lastSeenMs?: number;
  readonly subjects: readonly Subject[];
  readonly tuples: readonly Tuple[];
  /** A sample finding: planned and recorded, run only when policy or the caller asks. */
  readonly drill: boolean;
  readonly archived: boolean;
  /** Present for a CloudWatch alarm. A composite alarm names no resource: its children's ARNs are to be resolved. */
  readonly alarm?: { readonly state: string; readonly childAlarmArns: readonly string[] };
  /** Present for a request to open this case again: it has no subjects of its own, the case's captures are repeated. */
  readonly reopens?: string;
  /** What was left out while reading, and why, in words for an analyst. */
  readonly notes: readonly string[];
  /** Present for an analyst's request or a named watch: overrides policy within policy's own limits. */
  readonly request?: {
    readonly rounds?: number;
    readonly roundIntervalSeconds?: number;
    readonly minimumFlowAgeSeconds?: number;
    readonly flowLogs?: boolean;
    /** Whoever handed the event over wants a sample finding run end to end. */
    readonly runDrill?: boolean;
    readonly captures?: readonly VerbatimCapture[];
    readonly createFlowLogs?: readonly VerbatimFlowLogs[];
  };
}

/** One thing that is wrong with a trigger: where, what, and what would be right. */
export interface Problem {
  /** JSON path into the trigger, `detail.service.action.…remoteIpDetails.ipAddressV4` for example. */
  readonly path: string;
  readonly problem: string;
  readonly allowed: string;
  /** The value as it was given, shortened and escaped, where showing it helps. */
  readonly value?: string;
}

/** What a reader makes of a trigger. `ignored`: nothing to capture by nature; where its lead has tuples all the same,
 * policy may ask for them (`captureWithoutNetworkAction`). `refused`: we should, but cannot safely. */
export type TriggerReading =
  /** `problems`: what could not be read, and is left open. */
  | { readonly outcome: 'lead'; readonly lead: Lead; readonly problems?: readonly Problem[] }
  | { readonly outcome: 'ignored'; readonly reason: string; readonly lead?: Lead }
  | {
      readonly outcome: 'refused';
      readonly reason: string;
      readonly problems: readonly Problem[];
      readonly lead?: Lead;
    };
