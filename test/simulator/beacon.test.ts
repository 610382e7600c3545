import { DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  ListFlowOperationResultsCommand,
  NetworkFirewallClient,
  StartFlowCaptureCommand,
} from '@aws-sdk/client-network-firewall';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Simulator } from '../../simulator/simulator.ts';
import { readJson, startWorld } from './support.ts';

const FW = 'arn:aws:network-firewall:us-east-1:111122223333:firewall/inspection';

const findingSchema = z.object({
  detail: z.object({
    severity: z.number(),
    type: z.string(),
    service: z.object({
      action: z.object({
        networkConnectionAction: z.object({
          localNetworkInterface: z.string(),
          localIpDetails: z.object({ ipAddressV4: z.string() }),
          remoteIpDetails: z.object({ ipAddressV4: z.string() }),
          remotePortDetails: z.object({ port: z.number() }),
        }),
      }),
    }),
  }),
});

const startBeacon = async () => {
  const simulator = await startWorld({ world: await readJson('simulator/worlds/beacon.json') });
  const event = await readJson('simulator/events/backdoor-c2.json');
  const { networkConnectionAction: action } = findingSchema.parse(event).detail.service.action;
  const host = simulator.host({});
  const nfw = new NetworkFirewallClient(host.clientConfig('network-firewall'));
  const filter = {
    SourceAddress: { AddressDefinition: `${action.localIpDetails.ipAddressV4}/32` },
    DestinationAddress: { AddressDefinition: `${action.remoteIpDetails.ipAddressV4}/32` },
    DestinationPort: String(action.remotePortDetails.port),
    Protocols: ['6'],
  };
  /** One round, as the wire gives it: the body of the results. */
  const round = async () => {
    const { FlowOperationId } = await nfw.send(
      new StartFlowCaptureCommand({
        FirewallArn: FW,
        AvailabilityZone: 'us-east-1a',
        MinimumFlowAgeInSeconds: 60,
        FlowFilters: [filter],
      }),
    );
    simulator.clock.advanceMs(10_000);
    return await nfw.send(new ListFlowOperationResultsCommand({ FirewallArn: FW, FlowOperationId }));
  };
  return { simulator, event, action, host, round };
};

const ports = (flows: readonly { readonly SourcePort?: string | undefined }[] = []) =>
  flows.map((flow) => Number(flow.SourcePort)).toSorted((a, b) => a - b);

describe('the demo world', () => {
  it('shows persistent, new and closed flows over two rounds', async () => {
    const { simulator, round } = await startBeacon();
    simulator.clock.advanceMs(2_000);

    const first = ports((await round()).Flows);
    simulator.clock.advanceMs(65_000);
    const second = ports((await round()).Flows);

    expect(first).toEqual([41_022, 41_876, 42_310]);
    expect(second).toEqual([41_022, 41_876, 42_955, 43_018]);
  });

  it('hides an interface of ours that only its address betrays', async () => {
    const { event, action, host } = await startBeacon();
    const ec2 = new EC2Client(host.clientConfig('ec2'));
    const Filters = [{ Name: 'addresses.private-ip-address', Values: [action.remoteIpDetails.ipAddressV4] }];

    const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    const [peer] = NetworkInterfaces;

    expect(NetworkInterfaces).toHaveLength(1);
    expect(peer?.NetworkInterfaceId).not.toBe(action.localNetworkInterface);
    expect(JSON.stringify(event)).not.toContain(peer?.NetworkInterfaceId);
    expect(JSON.stringify(event)).not.toContain(peer?.Attachment?.InstanceId);
  });

  it('routes every flow to its end, and only one past the firewall', async () => {
    const { simulator } = await startBeacon();

    expect(simulator.traces.map((trace) => trace.forward.end.end)).not.toContain('dropped');
    expect(simulator.traces.filter((trace) => trace.sightings.length === 0)).toHaveLength(1);
    expect(
      simulator.traces.flatMap((trace) => trace.sightings).every((sighting) => sighting.directions === 'both'),
    ).toBe(true);
  });
});

describe('the same seed', () => {
  it('gives the same bytes', async () => {
    const bytesOf = async (simulator: Simulator, seconds: number): Promise<string> => {
      simulator.clock.advanceMs(seconds * 1_000);
      const headers = {
        authorization:
          'AWS4-HMAC-SHA256 Credential=111122223333/20260317/us-east-1/network-firewall/aws4_request, SignedHeaders=host, Signature=0',
        'content-type': 'application/x-amz-json-1.0',
      };
      const send = async (operation: string, body: object) => {
        const target = { 'x-amz-target': `NetworkFirewall_20201112.${operation}` };
        const init = {
          method: 'POST',
          headers: { ...headers, ...target },
          body: JSON.stringify({ FirewallArn: FW, ...body }),
        };
        const answer = await fetch(simulator.endpoint('network-firewall'), init);
        return `${JSON.stringify([...answer.headers].filter(([name]) => !/^(connection|keep-alive)$/.test(name)))} ${await answer.text()}`;
      };
      const started = await send('StartFlowCapture', {
        AvailabilityZone: 'us-east-1a',
        FlowFilters: [{ Protocols: ['6'] }],
      });
      simulator.clock.advanceMs(10_000);
      const id = /"FlowOperationId":"([^"]+)"/.exec(started)?.[1];
      return [
        started,
        await send('ListFlowOperationResults', { FlowOperationId: id, MaxResults: 2 }),
        await send('Nonsense', {}),
      ].join('\n');
    };
    const worlds = await Promise.all([startBeacon(), startBeacon(), startBeacon()]);

    const [first, again, later] = await Promise.all(
      worlds.map(({ simulator }, at) => bytesOf(simulator, at === 2 ? 5 : 0)),
    );

    expect(first).toContain('"NextToken"');
    expect(again).toBe(first);
    expect(later).not.toBe(first);
  });
});
