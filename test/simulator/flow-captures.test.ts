import {
  DescribeFlowOperationCommand,
  ListFlowOperationResultsCommand,
  paginateListFlowOperationResults,
  paginateListFlowOperations,
} from '@aws-sdk/client-network-firewall';
import { describe, expect, it } from 'vitest';
import { associationArn, firewallArn } from '../../simulator/worlds/firewall-rows.ts';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { endpointInOtherVpc } from '../../simulator/worlds/topologies.ts';
import { firewallOnTransit } from '../../simulator/worlds/transit-topologies.ts';
import { c2, FW, flow, start, ZONE } from './firewall.ts';
import { faultOf, pagesOf } from './support.ts';

describe('a flow capture', () => {
  it('is in progress for a while, then completed, with what the engine saw when it started', async () => {
    const { simulator, client, capture, results } = await start([flow(1), flow(2, { closesAtSeconds: 5 })]);

    const FlowOperationId = await capture({ MinimumFlowAgeInSeconds: 60 });
    const early = await client.send(new DescribeFlowOperationCommand({ FirewallArn: FW, FlowOperationId }));
    simulator.clock.advanceMs(9_999);
    const late = await results(FlowOperationId);
    simulator.clock.advanceMs(1);
    const done = await results(FlowOperationId);

    expect(early).toMatchObject({
      FirewallArn: FW,
      AvailabilityZone: ZONE,
      FlowOperationId: expect.stringMatching(/^([0-9a-f]{8})-([0-9a-f]{4}-){3}([0-9a-f]{12})$/),
      FlowOperationType: 'FLOW_CAPTURE',
      FlowOperationStatus: 'IN_PROGRESS',
      FlowRequestTimestamp: new Date('2026-03-01T12:00:00Z'),
      FlowOperation: { MinimumFlowAgeInSeconds: 60, FlowFilters: [c2] },
    });
    expect(late.FlowOperationStatus).toBe('IN_PROGRESS');
    expect(late.Flows?.length).toBeLessThan(2);
    expect(done.FlowOperationStatus).toBe('COMPLETED');
    expect(done.Flows).toHaveLength(2);
    expect(done.Flows).toContainEqual({
      SourceAddress: { AddressDefinition: '10.0.1.10' },
      SourcePort: '1',
      DestinationAddress: { AddressDefinition: '198.51.100.7' },
      DestinationPort: '443',
      Protocol: '6',
      Age: 100,
      PacketCount: 200,
      ByteCount: 10_000,
    });
  });

  it('sees flows that are open, old enough, and pass the zone', async () => {
    const flows = [
      flow(1),
      flow(2, { opensAtSeconds: -59 }),
      flow(3, { opensAtSeconds: -60 }),
      flow(4, { closesAtSeconds: 0 }),
      flow(5, { opensAtSeconds: 1 }),
      flow(6, { source: '10.0.2.20' }),
      flow(7, { opensAtSeconds: 50 }),
    ];
    const { captured } = await start(flows);
    const any = { FlowFilters: [{ Protocols: ['6'] }] };

    expect(await captured({ ...any, MinimumFlowAgeInSeconds: 60 })).toEqual([1, 3]);
    expect(await captured({ ...any, AvailabilityZone: 'us-east-1b' })).toEqual([6]);
    expect(await captured({ ...any, MinimumFlowAgeInSeconds: -100 })).not.toContain(7);
  });

  it('finds in round two what was too young in round one, and misses what has closed', async () => {
    const { simulator, captured } = await start([
      flow(1),
      flow(2, { opensAtSeconds: -20 }),
      flow(3, { closesAtSeconds: 30 }),
    ]);
    const old = { MinimumFlowAgeInSeconds: 60 };

    const first = await captured(old);
    simulator.clock.advanceMs(65_000);
    const second = await captured(old);

    expect([first, second]).toEqual([
      [1, 3],
      [1, 2],
    ]);
  });

  it.each([
    ['source network', { SourceAddress: { AddressDefinition: '10.0.0.0/8' } }, [1, 2, 3, 4]],
    ['source without a prefix', { SourceAddress: { AddressDefinition: '10.0.1.10' } }, [1, 2, 3, 4]],
    ['another source', { SourceAddress: { AddressDefinition: '10.0.1.11/32' } }, []],
    ['destination as written, not mirrored', { DestinationAddress: { AddressDefinition: '10.0.1.10/32' } }, []],
    ['one port', { DestinationPort: '443' }, [1]],
    ['a port range with both ends', { DestinationPort: '443:8080' }, [1, 2]],
    ['any port', { DestinationPort: 'ANY' }, [1, 2, 3, 4]],
    ['source port', { SourcePort: '3' }, [3]],
    ['protocols', { Protocols: ['17', '132'] }, [3]],
    ['an IPv6 network for IPv4 flows', { SourceAddress: { AddressDefinition: '::/0' } }, []],
  ])('matches by %s', async (_, filter, expected) => {
    const { captured } = await start([
      flow(1),
      flow(2, { destinationPort: 8_080 }),
      flow(3, { destinationPort: 53, protocol: 17 }),
      flow(4, { destinationPort: 9_000 }),
    ]);

    expect(await captured({ FlowFilters: [filter] })).toEqual(expected);
  });

  it('takes what any of its filters admits, once', async () => {
    const { captured } = await start([flow(1), flow(2, { destinationPort: 22 }), flow(3, { destinationPort: 25 })]);

    expect(await captured({ FlowFilters: [{ DestinationPort: '443' }, { DestinationPort: '22' }, c2] })).toEqual([
      1, 2,
    ]);
  });

  it('has its zone to itself, while the other zone is free', async () => {
    const { simulator, capture } = await start([flow(1)]);

    await capture();
    const second = await faultOf(capture());
    const elsewhere = await faultOf(capture({ AvailabilityZone: 'us-east-1b' }));
    simulator.clock.advanceMs(10_000);
    const later = await faultOf(capture());

    expect(second).toMatch(/^ThrottlingException: /);
    expect([elsewhere, later]).toEqual(['no error', 'no error']);
    expect(simulator.operations).toHaveLength(3);
  });

  it('is looked at by pages of at most 100, with tokens that serve one question', async () => {
    const { simulator, client, capture, results } = await start(
      Array.from({ length: 250 }, (_, at) => flow(1_000 + at)),
    );
    const FlowOperationId = await capture();
    simulator.clock.advanceMs(10_000);

    const first = await results(FlowOperationId);
    const pages = await pagesOf(
      paginateListFlowOperationResults({ client, pageSize: 99 }, { FirewallArn: FW, FlowOperationId }),
    );
    const ports = pages.flatMap(({ Flows = [] }) => Flows.map((row) => row.SourcePort));
    const strange = client.send(
      new ListFlowOperationResultsCommand({ FirewallArn: FW, FlowOperationId, NextToken: 'Zm9yZ2VkOjA=' }),
    );

    expect(first.Flows).toHaveLength(100);
    expect(first.NextToken).toMatch(/^[0-9A-Za-z:/+=]+$/);
    expect(pages.map(({ Flows = [] }) => Flows.length)).toEqual([99, 99, 52]);
    expect(new Set(ports).size).toBe(250);
    expect(await faultOf(strange)).toMatch(/^InvalidRequestException: /);
  });

  it('is gone after twelve hours', async () => {
    const { simulator, client, capture, results } = await start([flow(1)]);
    const id = await capture();
    const listed = () => pagesOf(paginateListFlowOperations({ client }, { FirewallArn: FW, AvailabilityZone: ZONE }));

    simulator.clock.advanceMs(12 * 3_600_000 - 1);
    const before = [await faultOf(results(id)), (await listed())[0]?.FlowOperations?.length];
    simulator.clock.advanceMs(1);
    const after = [await faultOf(results(id)), (await listed())[0]?.FlowOperations?.length];

    expect(before).toEqual(['no error', 1]);
    expect(after).toEqual([expect.stringMatching(/^ResourceNotFoundException: /), 0]);
  });

  it('can end with errors, and then misses flows, or fail, and then has none', async () => {
    const partial = { status: 'COMPLETED_WITH_ERRORS', durationMs: 5_000, found: 0.5 } as const;
    const failed = { status: 'FAILED', durationMs: 5_000, found: 1, statusMessage: 'Flow timeout' } as const;
    const courseOf = ({ index }: { index: number }) => (index === 0 ? partial : failed);
    const { simulator, capture, results } = await start(
      Array.from({ length: 10 }, (_, at) => flow(at)),
      { settings: { courseOf } },
    );

    const first = await capture();
    simulator.clock.advanceMs(5_000);
    const second = await capture();
    simulator.clock.advanceMs(5_000);

    expect(await results(first)).toMatchObject({
      FlowOperationStatus: 'COMPLETED_WITH_ERRORS',
      StatusMessage: 'Flow timeout',
    });
    expect((await results(first)).Flows).toHaveLength(5);
    expect(await results(second)).toMatchObject({
      FlowOperationStatus: 'FAILED',
      StatusMessage: 'Flow timeout',
      Flows: [],
    });
  });

  it('writes rows in each form that the documentation leaves open', async () => {
    const settings = { addressForm: 'cidr', protocolForm: 'name', rowForm: 'each-way' } as const;
    const { simulator, capture, results } = await start([flow(1)], { settings });
    const id = await capture({ FlowFilters: [{ SourceAddress: { AddressDefinition: '198.51.100.7/32' } }] });
    simulator.clock.advanceMs(10_000);

    const { Flows } = await results(id);

    expect(Flows).toEqual([
      expect.objectContaining({
        SourceAddress: { AddressDefinition: '198.51.100.7/32' },
        SourcePort: '443',
        DestinationAddress: { AddressDefinition: '10.0.1.10/32' },
        Protocol: 'TCP',
      }),
    ]);
  });

  it('looks at one endpoint association alone, or at its whole zone', async () => {
    const world = worldOf(endpointInOtherVpc(), [flow(1)]);
    const FirewallArn = firewallArn('central');
    const { captured } = await start([], { world });
    const base = { FirewallArn, FlowFilters: [c2], AvailabilityZone: undefined };

    expect(await captured({ ...base, VpcEndpointAssociationArn: associationArn('spoke') })).toEqual([1]);
    expect(await captured({ ...base, VpcEndpointId: 'vpce-000000000000000ca' })).toEqual([]);
    expect(await captured({ ...base, AvailabilityZone: ZONE })).toEqual([1]);
  });

  it('takes the zones of a firewall on a transit gateway as that firewall names them', async () => {
    const FirewallArn = firewallArn('attached');
    const world = worldOf(firewallOnTransit(), [flow(1, { destination: '10.1.1.20' })]);
    const { captured, capture } = await start([], { world });
    const filter = { FirewallArn, FlowFilters: [{ DestinationPort: '443' }] };

    const both = await Promise.all(
      ['use1-az4', 'use1-az6'].map((zone) => captured({ ...filter, AvailabilityZone: zone })),
    );

    expect(both.flat()).toEqual([1]);
    expect(await faultOf(capture({ ...filter, AvailabilityZone: ZONE }))).toMatch(/^InvalidRequestException: /);
  });
});
