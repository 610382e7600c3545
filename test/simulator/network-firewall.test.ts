import {
  DescribeFirewallCommand,
  DescribeFirewallMetadataCommand,
  DescribeFlowOperationCommand,
  DescribeVpcEndpointAssociationCommand,
  ListFirewallsCommand,
  ListFlowOperationResultsCommand,
  ListVpcEndpointAssociationsCommand,
  NetworkFirewallClient,
  paginateListFlowOperationResults,
  paginateListFlowOperations,
  StartFlowCaptureCommand,
  type StartFlowCaptureCommandInput,
  StartFlowFlushCommand,
} from '@aws-sdk/client-network-firewall';
import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../simulator/simulator.ts';
import { associationArn, firewallArn } from '../../simulator/worlds/firewall-rows.ts';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed, endpointInOtherVpc } from '../../simulator/worlds/topologies.ts';
import { firewallOnTransit } from '../../simulator/worlds/transit-topologies.ts';
import { faultOf, pagesOf, startWorld } from './support.ts';

const FW = firewallArn('fw');
const ZONE = 'us-east-1a';

const flow = (sourcePort: number, more: object = {}) => ({
  source: '10.0.1.10',
  sourcePort,
  destination: '198.51.100.7',
  destinationPort: 443,
  protocol: 6,
  opensAtSeconds: -100,
  packetsPerSecond: 2,
  bytesPerPacket: 50,
  ...more,
});

const c2 = {
  SourceAddress: { AddressDefinition: '10.0.1.10/32' },
  DestinationAddress: { AddressDefinition: '198.51.100.7/32' },
  DestinationPort: '443',
  Protocols: ['6'],
};

const start = async (flows: readonly object[], options: Partial<SimulatorOptions> = {}) => {
  const simulator = await startWorld({ world: worldOf(distributed(), flows), ...options });
  const config = { ...simulator.host({}).clientConfig('network-firewall'), maxAttempts: 1 };
  const client = new NetworkFirewallClient(config);
  const capture = async (more: Partial<StartFlowCaptureCommandInput> = {}): Promise<string> => {
    const command = new StartFlowCaptureCommand({
      FirewallArn: FW,
      AvailabilityZone: ZONE,
      FlowFilters: [c2],
      ...more,
    });
    return (await client.send(command)).FlowOperationId ?? '';
  };
  const results = async (FlowOperationId: string, FirewallArn = FW) =>
    await client.send(new ListFlowOperationResultsCommand({ FirewallArn, FlowOperationId }));
  /** Source ports of what a finished capture holds, ascending. */
  const captured = async (more: Partial<StartFlowCaptureCommandInput> = {}): Promise<readonly number[]> => {
    const id = await capture(more);
    simulator.clock.advanceMs(10_000);
    const { Flows = [] } = await results(id, more.FirewallArn);
    return Flows.map((row) => Number(row.SourcePort)).toSorted((a, b) => a - b);
  };
  return { simulator, client, config, capture, captured, results };
};

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

describe('what the API refuses', () => {
  it.each([
    ['no filters', { FlowFilters: [] }],
    ['more than twenty filters', { FlowFilters: Array(21).fill(c2) }],
    ['an address that is a name', { FlowFilters: [{ SourceAddress: { AddressDefinition: 'example.org' } }] }],
    ['an address out of range', { FlowFilters: [{ SourceAddress: { AddressDefinition: '10.0.0.300' } }] }],
    ['a prefix out of range', { FlowFilters: [{ SourceAddress: { AddressDefinition: '10.0.0.0/33' } }] }],
    ['a port out of range', { FlowFilters: [{ SourcePort: '65536' }] }],
    ['a range that ends before it begins', { FlowFilters: [{ SourcePort: '9:1' }] }],
    ['a port in words', { FlowFilters: [{ SourcePort: 'https' }] }],
    ['a protocol in words', { FlowFilters: [{ Protocols: ['TCP'] }] }],
    ['a zone that the firewall is not in', { AvailabilityZone: 'us-east-1c' }],
    ['two scopes', { VpcEndpointId: 'vpce-000000000000000a1' }],
    ['no scope', { AvailabilityZone: undefined }],
    ['an endpoint of nobody', { AvailabilityZone: undefined, VpcEndpointId: 'vpce-00000000000000fff' }],
    ['an ARN that is none', { FirewallArn: 'fw' }],
  ])('refuses %s', async (_, more) => {
    const { simulator, capture } = await start([flow(1)]);

    expect(await faultOf(capture(more))).toMatch(/^InvalidRequestException: /);
    expect(simulator.operations).toEqual([]);
  });

  it('knows no other firewall, no other operation and no other scope', async () => {
    const { client, capture } = await start([flow(1)]);
    const FlowOperationId = await capture();
    const described = (more: object) =>
      faultOf(client.send(new DescribeFlowOperationCommand({ FirewallArn: FW, FlowOperationId, ...more })));

    const answers = [
      await faultOf(capture({ FirewallArn: firewallArn('gone') })),
      await described({ FlowOperationId: '00000000-0000-0000-0000-000000000000' }),
      await described({ AvailabilityZone: 'us-east-1b' }),
    ];

    expect(answers).toEqual(Array(3).fill(expect.stringMatching(/^ResourceNotFoundException: /)));
    expect(await described({ AvailabilityZone: ZONE })).toBe('no error');
  });

  it('lets only the owner of the firewall run flow operations', async () => {
    const { simulator, config } = await start([flow(1)]);
    const credentials = { accessKeyId: '444455556666', secretAccessKey: 'x' };
    const stranger = new NetworkFirewallClient({ ...config, credentials });
    const command = new StartFlowCaptureCommand({ FirewallArn: FW, AvailabilityZone: ZONE, FlowFilters: [c2] });

    const answer = await faultOf(stranger.send(command));
    const metadata = await stranger.send(new DescribeFirewallMetadataCommand({ FirewallArn: FW }));

    expect(answer).toMatch(/^AccessDeniedException: /);
    expect(Object.keys(metadata.SupportedAvailabilityZones ?? {})).toEqual([ZONE, 'us-east-1b']);
    expect(simulator.operations).toEqual([]);
  });
});

describe('a flow flush', () => {
  it('is on record, and really removes what it matches', async () => {
    const { simulator, client, captured } = await start([flow(1), flow(2, { destinationPort: 22 })]);
    const any = { FlowFilters: [{ Protocols: ['6'] }] };
    const before = await captured(any);

    await client.send(new StartFlowFlushCommand({ FirewallArn: FW, AvailabilityZone: ZONE, FlowFilters: [c2] }));
    simulator.clock.advanceMs(10_000);

    expect([before, await captured(any)]).toEqual([[1, 2], [2]]);
    expect(simulator.operations.map(({ kind, flushedFlows }) => [kind, flushedFlows])).toContainEqual([
      'FLOW_FLUSH',
      1,
    ]);
    expect(simulator.calls.map((call) => call.operation)).toContain('StartFlowFlush');
  });
});

describe('firewalls and operations', () => {
  it('are listed and described', async () => {
    const { client } = await start([]);

    const listed = await client.send(new ListFirewallsCommand({ VpcIds: ['vpc-00000000000000001'] }));
    const elsewhere = await client.send(new ListFirewallsCommand({ VpcIds: ['vpc-0000000000000ffff'] }));
    const byName = await client.send(new DescribeFirewallCommand({ FirewallName: 'fw' }));
    const byArn = await client.send(new DescribeFirewallCommand({ FirewallArn: FW }));

    expect(listed.Firewalls).toEqual([{ FirewallName: 'fw', FirewallArn: FW }]);
    expect(elsewhere.Firewalls).toEqual([]);
    expect(byName.FirewallStatus?.SyncStates?.[ZONE]?.Attachment?.EndpointId).toBe('vpce-000000000000000a1');
    expect(byArn.Firewall).toEqual(byName.Firewall);
    expect(await faultOf(client.send(new DescribeFirewallCommand({ FirewallName: 'gone' })))).toMatch(
      /^ResourceNotFoundException/,
    );
  });

  it('tell a firewall on a transit gateway by its attachment', async () => {
    const { client } = await start([], { world: worldOf(firewallOnTransit()) });

    const { Firewalls } = await client.send(new ListFirewallsCommand({}));

    expect(Firewalls).toEqual([
      expect.objectContaining({ TransitGatewayAttachmentId: 'tgw-attach-0000000000000000f' }),
    ]);
  });

  it('show endpoint associations', async () => {
    const { client } = await start([], { world: worldOf(endpointInOtherVpc()) });

    const listed = await client.send(new ListVpcEndpointAssociationsCommand({ FirewallArn: firewallArn('central') }));
    const one = await client.send(
      new DescribeVpcEndpointAssociationCommand({ VpcEndpointAssociationArn: associationArn('spoke') }),
    );

    expect(listed.VpcEndpointAssociations).toEqual([{ VpcEndpointAssociationArn: associationArn('spoke') }]);
    expect(one.VpcEndpointAssociationStatus?.AssociationSyncState?.[ZONE]?.Attachment?.EndpointId).toBe(
      'vpce-000000000000000e1',
    );
  });

  it('list operations of one kind and scope, newest first, by pages, and late when asked to', async () => {
    const { simulator, client, capture } = await start([flow(1)]);
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      ids.unshift(await capture());
      simulator.clock.advanceMs(10_000);
    }
    const list = async (pageSize: number, more: object = {}) => {
      const pages = await pagesOf(paginateListFlowOperations({ client, pageSize }, { FirewallArn: FW, ...more }));
      return pages.map(({ FlowOperations = [] }) => FlowOperations.map((row) => row.FlowOperationId));
    };

    expect(await list(2)).toEqual([ids.slice(0, 2), ids.slice(2)]);
    expect(await list(100, { AvailabilityZone: 'us-east-1b' })).toEqual([[]]);
    expect(await list(100, { FlowOperationType: 'FLOW_FLUSH' })).toEqual([[]]);
    simulator.settings.listingLagMs = 15_000;
    expect(await list(100)).toEqual([ids.slice(1)]);
  });
});
