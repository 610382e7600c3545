import type { AccountRegion } from '../account-region.ts';
import type { CaptureScope } from '../capture.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { Tuple } from '../tuple.ts';
import type { Demand } from './demands.ts';

/** What one operation would look at, and for what. */
export interface ScopedDemand {
  readonly firewallArn: string;
  readonly scope: CaptureScope;
  /** Whose slot it takes: one operation at a time for a firewall and zone, whichever endpoint it looks at. */
  readonly slotZone: string;
  readonly tuples: readonly Tuple[];
}

interface Endpoint {
  readonly key: string;
  readonly scope: CaptureScope;
}

type Seen = Demand['sighting'];

const endpointOf = ({ zone, association }: Seen): Endpoint => {
  if (association)
    return { key: association.associationArn, scope: { vpcEndpointAssociationArn: association.associationArn } };
  if (zone.endpointId !== undefined) return { key: zone.endpointId, scope: { vpcEndpointId: zone.endpointId } };
  return { key: '', scope: { availabilityZone: zone.availabilityZone } };
};

/** Associations of a firewall that a zone-wide operation would look at too. */
const associationsIn = ({ network }: NetworkIndex, firewallArn: string, zone: string): readonly string[] =>
  network.endpointAssociations
    .filter((item) => item.firewallArn === firewallArn)
    .filter((item) => item.zones.some(({ availabilityZone }) => availabilityZone === zone))
    .map((item) => item.associationArn);

/** Groups demands by operation. A zone is looked at as a whole where the traffic passes the firewall's own endpoint and
 * every association there: one operation instead of several. Otherwise the endpoint is named, because other VPCs behind
 * the same firewall may use the same addresses. */
export const scopesOf = (index: NetworkIndex, demands: readonly Demand[]): readonly ScopedDemand[] => {
  const zones = new Map<
    string,
    { first: Seen; endpoints: Map<string, { endpoint: Endpoint; own: boolean; tuples: Tuple[] }> }
  >();
  for (const { sighting, tuple } of demands) {
    const key = JSON.stringify([sighting.firewallArn, sighting.zone.availabilityZone]);
    const zone = zones.get(key) ?? { first: sighting, endpoints: new Map() };
    zones.set(key, zone);
    const endpoint = endpointOf(sighting);
    const known = zone.endpoints.get(endpoint.key) ?? { endpoint, own: sighting.association === undefined, tuples: [] };
    zone.endpoints.set(endpoint.key, known);
    known.tuples.push(tuple);
  }
  return [...zones.values()].flatMap(({ first, endpoints }): readonly ScopedDemand[] => {
    const { firewallArn, zone } = first;
    const all = [...endpoints.values()];
    const others = associationsIn(index, firewallArn, zone.availabilityZone).filter((arn) => !endpoints.has(arn));
    const whole = all.some(({ own }) => own) && others.length === 0;
    const slot = { firewallArn, slotZone: zone.availabilityZone };
    return whole
      ? [{ ...slot, scope: { availabilityZone: zone.availabilityZone }, tuples: all.flatMap(({ tuples }) => tuples) }]
      : all.map(({ endpoint, tuples }) => ({ ...slot, scope: endpoint.scope, tuples }));
  });
};

/** Account and Region of a firewall, from its ARN: its owner's, the only one who may start flow operations. */
export const placeOfArn = (arn: string): AccountRegion => {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
};
