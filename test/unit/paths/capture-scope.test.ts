import { describe, expect, it } from 'vitest';
import { placeOfArn } from '../../../functions/lib/domain/paths/capture-scope.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { endpointAssociation, firewall, firewallArn } from '../../../simulator/worlds/firewall-rows.ts';
import { ENDPOINT_A, ENDPOINT_B, SUBJECT, VPC, type VpcRoutes, vpcNetwork } from '../../support/vpc.ts';
import { conversation, leadOf, named, planFor } from '../../support/worlds.ts';
import { internet, through } from './planned-routes.ts';

const FIREWALL_SUBNET = 'subnet-00000000000000003';
const [E1, E2] = ['vpce-000000000000000e1', 'vpce-000000000000000e2'] as const;
const zone = { availabilityZone: 'us-east-1a' };
const arnOf = (name: string) => `arn:aws:network-firewall:us-east-1:111122223333:vpc-endpoint-association/${name}`;
const association = (name: string, endpoints: Readonly<Record<string, readonly [string, string]>>, of = 'fw') =>
  endpointAssociation(name, { firewall: of, vpc: VPC }, endpoints);
const spoke = association('spoke', { a: [E1, FIREWALL_SUBNET] });

const scopes = async (
  VpcEndpointAssociations: readonly object[],
  workload: VpcRoutes['workload'] = [through],
  overridden: readonly object[] = [],
) => {
  const network = await vpcNetwork(
    { workload },
    { VpcEndpointAssociations, Firewalls: [firewall('second', 'vpc-2', {})] },
  );
  const tuples = [internet, '203.0.113.9'].map((peer) => conversation('10.0.1.10', peer));
  const { capture } = policySchema.parse({ capture: { firewallOverrides: overridden } });
  const { captures } = planFor(network, leadOf({ subjects: [named(SUBJECT)], tuples }), { capture });
  return captures.map(({ scope, slotZone, filters }) => [slotZone, scope, filters.length]);
};

describe('the scope of a capture', () => {
  it.each([
    ['of another firewall', [association('far', { a: [E1, FIREWALL_SUBNET] }, 'second')]],
    ['in another zone', [association('far', { b: [E1, FIREWALL_SUBNET] })]],
    ['in no zone yet', [association('far', {})]],
  ])('is the whole zone beside an association %s', async (_, associations) => {
    expect(await scopes(associations)).toEqual([['us-east-1a', zone, 4]]);
  });

  it('is the endpoint beside an association that is in its zone among others', async () => {
    const wide = association('wide', { a: [E1, FIREWALL_SUBNET], b: [E2, FIREWALL_SUBNET] });

    expect(await scopes([wide])).toEqual([['us-east-1a', { vpcEndpointId: ENDPOINT_A }, 4]]);
  });

  it('is each of two associations where the own endpoint is not on the way', async () => {
    const both = [spoke, association('other', { a: [E2, FIREWALL_SUBNET] })];

    expect(
      await scopes(both, [
        ['198.51.100.0/24', E1],
        ['203.0.113.0/24', E2],
      ]),
    ).toEqual([
      ['us-east-1a', { vpcEndpointAssociationArn: arnOf('spoke') }, 2],
      ['us-east-1a', { vpcEndpointAssociationArn: arnOf('other') }, 2],
    ]);
  });

  it('is the endpoint and one association where another one is not on the way', async () => {
    const both = [spoke, association('other', { a: [E2, FIREWALL_SUBNET] })];

    expect(
      await scopes(both, [
        ['198.51.100.0/24', ENDPOINT_A],
        ['203.0.113.0/24', E1],
      ]),
    ).toEqual([
      ['us-east-1a', { vpcEndpointId: ENDPOINT_A }, 2],
      ['us-east-1a', { vpcEndpointAssociationArn: arnOf('spoke') }, 2],
    ]);
  });

  it('is one for each zone', async () => {
    expect(
      await scopes(
        [],
        [
          ['198.51.100.0/24', ENDPOINT_A],
          ['203.0.113.0/24', ENDPOINT_B],
        ],
      ),
    ).toEqual([
      ['us-east-1a', zone, 2],
      ['us-east-1b', { availabilityZone: 'us-east-1b' }, 2],
    ]);
  });

  it('is the zone that policy names, where it does not say which endpoint', async () => {
    const overridden = [{ vpcId: VPC, firewallArn: firewallArn('fw'), availabilityZones: ['us-east-1a'] }];

    expect(await scopes([spoke], [through], overridden)).toEqual([['us-east-1a', zone, 4]]);
  });
});

describe('the account and Region of a firewall', () => {
  it.each([
    [firewallArn('fw'), { account: '111122223333', region: 'us-east-1' }],
    ['not an ARN', { account: '', region: '' }],
  ])('are those of %s', (arn, place) => {
    expect(placeOfArn(arn)).toEqual(place);
  });
});
