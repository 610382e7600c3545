import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../functions/lib/domain/address.ts';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import { COLLATERAL, type FlowPlan, filterIdOf, flowContext } from '../../../functions/lib/domain/flow-context.ts';
import { type FlowFilter, matches } from '../../../functions/lib/domain/flow-filter.ts';
import { flowJoin } from '../../../functions/lib/domain/flow-join.ts';
import { serviceName } from '../../../functions/lib/domain/service-name.ts';
import { flowPlanSchema, planFileText } from '../../../functions/lib/evidence/plan-file.ts';
import { address, flow, plan } from './fixtures.ts';

const cidr = (text: string) => {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`not a CIDR: ${text}`);
  return parsed;
};

const toPeer: FlowFilter = {
  source: cidr('10.0.1.10/32'),
  destination: cidr('198.51.100.7/32'),
  destinationPort: { from: 443, to: 443 },
  protocols: [6],
};
const fromPeer: FlowFilter = {
  source: cidr('198.51.100.7/32'),
  sourcePort: { from: 443, to: 443 },
  destination: cidr('10.0.1.10/32'),
  protocols: [6],
};

const subject = { interfaceId: 'eni-0a1', addresses: [address('10.0.1.10')] };
const flowPlan = (changes: Partial<FlowPlan> = {}): FlowPlan => ({
  interfaces: [subject],
  filters: [{ filter: toPeer }, { filter: fromPeer }],
  ...changes,
});

const described = (row: Flow, own = flowPlan(), resources: Parameters<typeof flowContext>[1] = []) => {
  const join = flowJoin();
  join.add(row, 1, 1_000);
  join.add(row, 2, 2_000);
  const [joined] = join.flows();
  if (!joined) throw new Error('nothing was joined');
  return flowContext(own, resources).describe(joined, []);
};

const turned = (row: Flow): Flow => ({
  ...row,
  source: row.destination,
  sourcePort: row.destinationPort,
  destination: row.source,
  destinationPort: row.sourcePort,
});

describe('what a case knows of a flow', () => {
  it('is its filter, direction, interface, service and times', () => {
    expect(described(flow('10.0.1.10', '198.51.100.7'))).toMatchObject({
      direction: 'outbound',
      protocolName: 'TCP',
      matched: filterIdOf(toPeer),
      sourceInterfaceId: 'eni-0a1',
      service: 'https',
      firstSeenMs: 1_000,
      lastSeenMs: 2_000,
    });
  });

  it('names the forward filter whichever row came', () => {
    expect(described(turned(flow('10.0.1.10', '198.51.100.7'))).matched).toBe(filterIdOf(toPeer));
  });

  it('names a filter exactly where one admits the flow, either way round', () => {
    const port = fc.constantFrom(undefined, 22, 443, 50_040);
    const host = fc.constantFrom('10.0.1.10', '198.51.100.7', '198.51.100.8');
    const rows = fc
      .record({
        source: host,
        destination: host,
        sourcePort: port,
        destinationPort: port,
        protocol: fc.constantFrom(6, 17),
      })
      .map(({ source, destination, ...rest }) => flow(source, destination, rest));

    fc.assert(
      fc.property(rows, (row) => {
        const isAdmitted = [toPeer, fromPeer].some((filter) => matches(filter, row) || matches(filter, turned(row)));

        expect(described(row).matched === COLLATERAL).toBe(!isAdmitted);
      }),
    );
  });

  it('knows the interfaces that flows revealed and that the trigger names', () => {
    const lead = { subjects: [{ kind: 'interface', interfaceId: 'eni-0c3', addresses: [address('10.0.1.12')] }] };
    const revealed = [{ resourceId: 'eni-0b2', addresses: [address('10.0.1.11')] }];

    const found = described(flow('10.0.1.11', '10.0.1.12'), flowPlan({ lead }), revealed);

    expect(found).toMatchObject({
      sourceInterfaceId: 'eni-0b2',
      destinationInterfaceId: 'eni-0c3',
      direction: 'inbound',
    });
  });

  it('names no interface for an address that two have, nor for one that nobody is known to have', () => {
    const shared = [{ resourceId: 'eni-0b2', addresses: [address('10.0.1.10')] }];

    const found = described(flow('10.0.1.10', '198.51.100.7'), flowPlan(), shared);

    expect(found).not.toHaveProperty('sourceInterfaceId');
    expect(found).not.toHaveProperty('destinationInterfaceId');
  });

  it.each([
    [50_040, 443, 6, 'https'],
    [443, 50_040, 6, 'https'],
    [5_432, 8_080, 6, 'http-alt'],
    [5_432, 9_999, 6, undefined],
    [50_040, 443, 17, 'https'],
    [50_040, 443, 132, undefined],
    [undefined, undefined, 1, undefined],
  ])('reads the service of ports %s and %s of protocol %s as %s', (sourcePort, destinationPort, protocol, expected) => {
    expect(described(flow('10.0.1.10', '198.51.100.7', { sourcePort, destinationPort, protocol })).service).toBe(
      expected,
    );
  });

  it('tells TCP and UDP apart where only one of them has the service', () => {
    expect([serviceName(6, 22), serviceName(17, 22), serviceName(17, 67), serviceName(6, 67)]).toEqual([
      'ssh',
      undefined,
      'dhcp-server',
      undefined,
    ]);
  });

  it('follows from plan.json as it does from the plan', () => {
    const filters = [toPeer, fromPeer].map((filter) => ({ filter, reason: 'asked', breadthBits: 1, mirrored: false }));
    const own = { ...subject, account: '1', region: 'r', vpcId: 'vpc-0', subnetId: 'subnet-0', reason: 'named' };
    const whole = plan({ filters, interfaces: [own] });
    const text = planFileText(whole);
    const row = flow('198.51.100.7', '10.0.1.10');

    expect(described(row, flowPlanSchema.parse(JSON.parse(text)))).toEqual(described(row, whole));
    expect(JSON.parse(text).filters[0].filterId).toBe(filterIdOf(toPeer));
  });
});
