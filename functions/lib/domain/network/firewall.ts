import type { AccountRegion } from '../account-region.ts';

/** A firewall's presence in one zone. */
export interface FirewallZone {
  /** Exactly as `DescribeFirewall` gave it: name or id, never built by us. */
  readonly availabilityZone: string;
  readonly endpointId?: string;
  readonly subnetId?: string;
  /** Only `READY` and `SCALING` endpoints carry traffic. */
  readonly status?: string;
}

export interface Firewall extends AccountRegion {
  readonly firewallArn: string;
  readonly name: string;
  readonly vpcId?: string;
  /** Set where the firewall is attached to a transit gateway instead of a VPC. */
  readonly transitGatewayAttachmentId?: string;
  readonly zones: readonly FirewallZone[];
}

/** An endpoint of a firewall in another VPC. */
export interface EndpointAssociation extends AccountRegion {
  readonly associationArn: string;
  readonly firewallArn: string;
  readonly vpcId: string;
  readonly zones: readonly FirewallZone[];
}
