import {
  ListFlowOperationResultsCommand,
  NetworkFirewallClient,
  StartFlowCaptureCommand,
  type StartFlowCaptureCommandInput,
} from '@aws-sdk/client-network-firewall';
import type { SimulatorOptions } from '../../simulator/simulator.ts';
import { firewallArn } from '../../simulator/worlds/firewall-rows.ts';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { startWorld } from './support.ts';

export const FW = firewallArn('fw');
export const ZONE = 'us-east-1a';

/** A flow through the firewall of the world. */
export const flow = (sourcePort: number, more: object = {}) => ({
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

/** The filter for their conversation. */
export const c2 = {
  SourceAddress: { AddressDefinition: '10.0.1.10/32' },
  DestinationAddress: { AddressDefinition: '198.51.100.7/32' },
  DestinationPort: '443',
  Protocols: ['6'],
};

/** A world with one firewall in two zones, and those who ask it. */
export const start = async (flows: readonly object[], options: Partial<SimulatorOptions> = {}) => {
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
