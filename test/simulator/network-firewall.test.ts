import {
  DescribeFirewallCommand,
  DescribeFirewallMetadataCommand,
  DescribeFlowOperationCommand,
  DescribeVpcEndpointAssociationCommand,
  ListFirewallsCommand,
  ListVpcEndpointAssociationsCommand,
  NetworkFirewallClient,
  paginateListFlowOperations,
  StartFlowCaptureCommand,
  StartFlowFlushCommand,
} from '@aws-sdk/client-network-firewall';
import { describe, expect, it } from 'vitest';
import { associationArn, firewallArn } from '../../simulator/worlds/firewall-rows.ts';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { endpointInOtherVpc } from '../../simulator/worlds/topologies.ts';
import { firewallOnTransit } from '../../simulator/worlds/transit-topologies.ts';
import { c2, FW, flow, start, ZONE } from './firewall.ts';
import { faultOf, pagesOf } from './support.ts';

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
