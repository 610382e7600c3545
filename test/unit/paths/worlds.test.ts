import { describe, expect, it } from 'vitest';
import type { FlowFilter } from '../../../functions/lib/domain/flow-filter.ts';
import type { NetworkInterface } from '../../../functions/lib/domain/network/network.ts';
import type { CapturePlan } from '../../../functions/lib/domain/plan-capture.ts';
import { traceFlow } from '../../../simulator/network/conversation.ts';
import { filterAdmits, type TableFilter } from '../../../simulator/network/flow-table.ts';
import { readBlock } from '../../../simulator/network/ip.ts';
import { topologyOf } from '../../../simulator/network/topology.ts';
import type { WorldFlow } from '../../../simulator/world/schema.ts';
import { readWorld } from '../../../simulator/world/world.ts';
import { conversation, leadOf, named, networkOf, placesOf, planFor, worldJson, worlds } from '../../support/worlds.ts';

const tableFilter = ({ source, destination, sourcePort, destinationPort, protocols }: FlowFilter): TableFilter => ({
  source: source && readBlock(source),
  destination: destination && readBlock(destination),
  sourcePort,
  destinationPort,
  protocols: protocols.length > 0 ? new Set(protocols) : undefined,
});

const admits = (plan: CapturePlan, crossing: ReturnType<typeof traceFlow>['sightings'][number]): boolean =>
  plan.captures.some(
    ({ firewallArn, slotZone, scope, filters }) =>
      firewallArn === crossing.firewallArn &&
      slotZone === crossing.zone &&
      (!('vpcEndpointId' in scope) || scope.vpcEndpointId === crossing.endpointId) &&
      (!('vpcEndpointAssociationArn' in scope) || scope.vpcEndpointAssociationArn === crossing.associationArn) &&
      filters.some(({ filter }) => filterAdmits(tableFilter(filter), crossing.packet)),
  );

/** The lead of somebody who saw a flow from our side. */
const leadAbout = (ours: NetworkInterface, flow: WorldFlow, isSource: boolean) => {
  const [local, peer] = isSource ? [flow.source, flow.destination] : [flow.destination, flow.source];
  const own = ours.addresses.find((address) => address === local) ?? ours.addresses[0] ?? local;
  const { account, region } = ours;
  return leadOf({ account, region, subjects: [named(ours.interfaceId)], tuples: [conversation(own, peer)] });
};

const openWorld = async (name: string) => {
  const json = worldJson(name);
  const network = await networkOf(json);
  const world = readWorld(json);
  const topology = topologyOf(world);
  const ownerOf = (text: string) => {
    const host = topology.hosts.find(
      ({ publicAddress }) => publicAddress && text === publicTextOf(json, publicAddress),
    );
    return network.interfaces.find(
      ({ interfaceId, addresses }) => addresses.some((own) => own === text) || interfaceId === host?.interfaceId,
    );
  };
  return { network, world, topology, ownerOf };
};

/** The public address as the world file writes it. */
const publicTextOf = (json: unknown, ip: { readonly value: bigint }): string | undefined =>
  JSON.stringify(json)
    .match(/"PublicIp":"[0-9.]+"/g)
    ?.map((text) => text.slice(12, -1))
    .find((text) => readBlock(`${text}/32`)?.value === ip.value);

describe.each(worlds)('the world %s', (name) => {
  it('is seen alike by the plan and by the simulator, flow by flow', async () => {
    const { network, world, topology, ownerOf } = await openWorld(name);
    const planned = new Map<string, { readonly plan: CapturePlan; readonly seen: Set<string> }>();

    for (const flow of world.flows) {
      const trace = traceFlow(topology, flow);
      const source = flow.sourceInterfaceId
        ? network.interfaces.find(({ interfaceId }) => interfaceId === flow.sourceInterfaceId)
        : ownerOf(flow.source);
      const ours = source ?? ownerOf(flow.destination);
      if (!ours) throw new Error(`no interface of ours in ${flow.source} → ${flow.destination}`);
      const key = `${flow.source} → ${flow.destination} ${flow.sourceInterfaceId ?? ''}`;
      const known = planned.get(key) ?? {
        plan: planFor(network, leadAbout(ours, flow, source !== undefined)),
        seen: new Set<string>(),
      };
      planned.set(key, known);
      const { plan } = known;
      const text = `${flow.source}:${flow.sourcePort} → ${flow.destination}`;
      const crossings = trace.sightings.map((sighting) => `${sighting.firewallArn.split('/').at(-1)} ${sighting.zone}`);

      expect(
        trace.sightings.filter((sighting) => !admits(plan, sighting)).map(({ zone }) => zone),
        `${text} is captured wherever it passes`,
      ).toEqual([]);
      expect(
        plan.paths.map(({ outcome }) => outcome),
        text,
      ).toEqual([crossings.length > 0 ? 'on-path' : 'not-on-path']);
      for (const crossing of crossings) known.seen.add(crossing);
    }

    for (const [key, { plan, seen }] of planned)
      expect([...seen].toSorted(), `${key} is captured nowhere else`).toEqual(placesOf(plan));
  });
});
