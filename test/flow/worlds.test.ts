import { describe, expect, it } from 'vitest';
import type { NetworkInterface } from '../../functions/lib/domain/network/network.ts';
import { type Sighting, traceFlow } from '../../simulator/network/conversation.ts';
import { ipText } from '../../simulator/network/ip.ts';
import { type Topology, topologyOf } from '../../simulator/network/topology.ts';
import type { WorldFlow } from '../../simulator/world/schema.ts';
import { readWorld } from '../../simulator/world/world.ts';
import { HUB, networkOf, SPOKE, worldJson, worlds } from '../support/worlds.ts';
import { caseIn, startTestStack } from './test-stack.ts';

type Row = { readonly AddressDefinition?: string };
interface CapturedFlow {
  readonly SourceAddress: Row;
  readonly DestinationAddress: Row;
  readonly SourcePort: string;
  readonly DestinationPort: string;
}

/** A conversation of the world, with its host of ours. */
interface Told {
  readonly flow: WorldFlow;
  readonly ours: NetworkInterface;
  readonly isCaller: boolean;
}

/** GuardDuty's finding about a conversation, as the owner of the interface gets it. */
const findingAbout = ({ flow, ours, isCaller }: Told): object => {
  const six = flow.source.includes(':');
  const local = ours.addresses.find((one) => one.includes(':') === six);
  const ip = (address: string | undefined) => (six ? { ipAddressV6: address } : { ipAddressV4: address });
  const ports = [{ port: flow.sourcePort }, { port: flow.destinationPort }];
  const [localPortDetails, remotePortDetails] = isCaller ? ports : ports.toReversed();
  const { account, region, interfaceId, vpcId, subnetId } = ours;
  const listed = { networkInterfaceId: interfaceId, privateIpAddress: ours.addresses[0], vpcId, subnetId };
  return {
    version: '0',
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account: HUB,
    region,
    time: '2026-02-03T04:05:06Z',
    resources: [],
    detail: {
      accountId: account,
      region,
      id: '00f1',
      arn: `arn:aws:guardduty:${region}:${account}:detector/0abc/finding/00f1`,
      type: 'UnauthorizedAccess:EC2/MaliciousIPCaller.Custom',
      severity: 8,
      resource: { resourceType: 'Instance', instanceDetails: { networkInterfaces: [listed] } },
      service: {
        action: {
          networkConnectionAction: {
            connectionDirection: isCaller ? 'OUTBOUND' : 'INBOUND',
            protocol: 'TCP',
            localIpDetails: ip(local),
            remoteIpDetails: ip(isCaller ? flow.destination : flow.source),
            localPortDetails,
            remotePortDetails,
          },
        },
      },
    },
  };
};

/** Which interface of ours a conversation of the world belongs to. */
const teller = (topology: Topology, interfaces: readonly NetworkInterface[]) => {
  const hostOf = (address: string, interfaceId?: string) =>
    topology.hosts.find(
      (host) =>
        (interfaceId === undefined || host.interfaceId === interfaceId) &&
        [host.address, ...(host.publicAddress ? [host.publicAddress] : [])].some((one) => ipText(one) === address),
    );
  return (flow: WorldFlow): Told => {
    const caller = hostOf(flow.source, flow.sourceInterfaceId);
    const host = caller ?? hostOf(flow.destination);
    const ours = interfaces.find(({ interfaceId }) => interfaceId === host?.interfaceId);
    if (!ours) throw new Error(`no interface of ours in ${flow.source} → ${flow.destination}`);
    return { flow, ours, isCaller: caller !== undefined };
  };
};

const PORT = '[0-9]+';

/** How the firewall's table has a packet; a gateway that translates picks the caller's port. */
const rowOf = ({ source, sourcePort, destination, destinationPort }: Sighting['packet']): RegExp =>
  new RegExp(`^${ipText(source)} ${sourcePort ?? PORT} > ${ipText(destination)} ${destinationPort}$`);

const run = async (name: string, finding: object) => {
  const policy = { accounts: { members: [SPOKE], externalId: 'flowtrap-test' }, capture: { rounds: 1 } };
  const running = await startTestStack({ world: worldJson(name), policy: JSON.stringify(policy) });
  const result = await running.respond({ name: 'one', input: finding });
  expect(result.status).toBe('SUCCEEDED');
  const objects = running.simulator.objects(running.evidenceBucket);
  const caseId = caseIn(running);
  const captures = await running.cases.listCaptures(caseId);
  const flowsOf = (captureKey: string): readonly string[] =>
    objects
      .filter(({ key }) => key.includes(`/captures/${captureKey}-`) && /\/page-\d+\.json$/.test(key))
      .flatMap(({ bytes }) => {
        const page: { readonly Flows?: readonly CapturedFlow[] } = JSON.parse(bytes.toString());
        return (page.Flows ?? []).map(
          ({ SourceAddress, SourcePort, DestinationAddress, DestinationPort }) =>
            `${SourceAddress.AddressDefinition} ${SourcePort} > ${DestinationAddress.AddressDefinition} ${DestinationPort}`,
        );
      });
  return {
    record: await running.cases.getCase(caseId),
    captured: captures.map(({ captureKey, plan }) => ({
      at: `${plan.firewallArn} ${plan.slotZone}`,
      flows: flowsOf(captureKey),
    })),
  };
};

describe.each(worlds)('a finding in the world %s', (name) => {
  const json = worldJson(name);
  const world = readWorld(json);
  const topology = topologyOf(world);
  const pairs = Map.groupBy(
    world.flows,
    ({ source, destination, sourceInterfaceId = '' }) => `${source} > ${destination} ${sourceInterfaceId}`,
  );

  it.each([...pairs])('is captured where the simulator carries it, and nowhere else: %s', async (_pair, flows) => {
    const tell = teller(topology, (await networkOf(json)).interfaces);
    const [first] = flows;
    if (!first) throw new Error('no flow');
    const seen = flows
      .flatMap((flow) => traceFlow(topology, flow).sightings)
      .toSorted((a, b) => (a.packet.sourcePort ?? 0) - (b.packet.sourcePort ?? 0));

    const { record, captured } = await run(name, findingAbout(tell(first)));

    expect(new Set(captured.map(({ at }) => at))).toEqual(
      new Set(seen.map(({ firewallArn, zone }) => `${firewallArn} ${zone}`)),
    );
    expect(record.grade).toBe(seen.length > 0 ? 'COMPLETE' : 'NOT_ON_PATH');
    for (const { at, flows: shown } of captured) {
      const carried = seen.filter(({ firewallArn, zone }) => `${firewallArn} ${zone}` === at);
      expect(shown.toSorted()).toEqual(carried.map(({ packet }) => expect.stringMatching(rowOf(packet))));
    }
  });
});
