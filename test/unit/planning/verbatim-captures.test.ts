import { describe, expect, it } from 'vitest';
import type { VerbatimCapture } from '../../../functions/lib/domain/lead.ts';
import { cidr } from '../../support/network.ts';
import { ENDPOINT_B } from '../../support/vpc.ts';
import { leadOf, networkOf, planFor, worldJson } from '../../support/worlds.ts';

/** What a call captures in the world of endpoint associations. */
const capturesOf = async (scope: Partial<VerbatimCapture>) => {
  const network = await networkOf(worldJson('endpoint-association'));
  const filters = [{ source: cidr('198.51.100.7/32'), protocols: [6] }];
  const [firewall] = network.firewalls;
  const [association] = network.endpointAssociations;
  const request = { captures: [{ firewallArn: firewall?.firewallArn ?? '', filters, ...scope }] };
  const { captures } = planFor(network, leadOf({ subjects: [], tuples: [], request }));
  return { captures, association };
};

describe('a capture as an analyst wrote it', () => {
  it('takes its zone from the association that it names', async () => {
    const { association } = await capturesOf({});
    const { captures } = await capturesOf({ vpcEndpointAssociationArn: association?.associationArn ?? '' });

    expect(association?.zones[0]?.availabilityZone).toMatch(/^us-east-1[a-z]$/);
    expect(captures).toMatchObject([
      {
        scope: { vpcEndpointAssociationArn: association?.associationArn },
        slotZone: association?.zones[0]?.availabilityZone,
        filters: [{ reason: 'as the request gives it', mirrored: false }],
      },
    ]);
  });

  it.each([
    [{ vpcEndpointAssociationArn: 'arn:unknown' }, 'arn:unknown'],
    [{ vpcEndpointId: ENDPOINT_B }, ENDPOINT_B],
    [{ availabilityZone: 'us-east-1f' }, 'us-east-1f'],
  ])('keeps a place that is not known: %j', async (scope, slotZone) => {
    expect((await capturesOf(scope)).captures).toMatchObject([{ scope, slotZone }]);
  });

  it('is another capture at each place', async () => {
    const places = [
      { availabilityZone: 'us-east-1f' },
      { availabilityZone: 'us-east-1e' },
      { vpcEndpointId: ENDPOINT_B },
    ];
    const keys = await Promise.all(places.map(async (scope) => (await capturesOf(scope)).captures[0]?.captureKey));

    expect(new Set(keys).size).toBe(3);
  });
});
