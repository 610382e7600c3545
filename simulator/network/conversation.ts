import type { WorldFlow } from '../world/schema.ts';
import { walk } from './forwarding.ts';
import { type Ip, ipText, readIp, sameIp } from './ip.ts';
import { transitRouteTo, transitTableOf } from './lookup.ts';
import { type Packet, packetText, replyTo } from './packet.ts';
import type { Topology } from './topology.ts';
import type { Crossing, Position, Translation, Walk } from './walk.ts';

/** A conversation as one firewall zone has it in its state table: written from the side whose packet came first. */
export interface Sighting extends Crossing {
  /** `both`: the firewall sees the whole conversation. One alone means asymmetric routing. */
  readonly directions: 'forward' | 'reply' | 'both';
}

/** Which way a conversation takes through the world, and who sees it. */
export interface Trace {
  readonly forward: Walk;
  /** Absent when the first packet never arrives. */
  readonly reply?: Walk;
  readonly sightings: readonly Sighting[];
}

/** Where a packet of this source enters. Outside hosts come over the internet, or over a line to their own network. */
const entryOf = (topology: Topology, packet: Packet, interfaceId?: string): Position | 'internet' => {
  const sender = topology.hosts.find(
    (host) => sameIp(host.address, packet.source) && (interfaceId === undefined || host.interfaceId === interfaceId),
  );
  if (sender) return { at: 'subnet', subnetId: sender.subnetId };
  const line = topology.transitAttachments.find((attachment) => {
    const table = transitTableOf(topology, attachment.TransitGatewayAttachmentId);
    const outside = !['vpc', 'network-function', 'peering'].includes(attachment.ResourceType);
    return outside && table && transitRouteTo(topology, table, packet.destination);
  });
  const isPrivate =
    topology.hosts.some((host) => sameIp(host.address, packet.destination)) && packet.destination.family === 4;
  return line && isPrivate ? { at: 'transit', attachmentId: line.TransitGatewayAttachmentId, zone: '' } : 'internet';
};

const replyOf = (topology: Topology, forward: Walk, translations: Translation[]): Walk | undefined => {
  const { end, packet } = forward;
  if (end.end === 'dropped') return undefined;
  return walk(topology, replyTo(packet), { start: end.end === 'internet' ? 'internet' : end.position, translations });
};

const placeKey = (crossing: Crossing, packet: Packet): string =>
  JSON.stringify([crossing.firewallArn, crossing.zone, packetText(packet)]);

/** One entry a zone and tuple: the reply joins the entry that the first packet made. */
const sightingsOf = (forward: Walk, reply: Walk | undefined): readonly Sighting[] => {
  const table = new Map<string, Sighting>();
  for (const crossing of forward.crossings)
    table.set(placeKey(crossing, crossing.packet), { ...crossing, directions: 'forward' });
  for (const crossing of reply?.crossings ?? []) {
    const opened = placeKey(crossing, replyTo(crossing.packet));
    const known = table.get(opened);
    if (known) table.set(opened, { ...known, directions: 'both' });
    else table.set(placeKey(crossing, crossing.packet), { ...crossing, directions: 'reply' });
  }
  return [...table.values()];
};

const addressOf = (text: string): Ip => {
  const ip = readIp(text);
  if (!ip) throw new RangeError(`a flow of the world has the address ${JSON.stringify(text)}`);
  return ip;
};

/** Sends a flow's first packet through the world, then the answer. @throws RangeError when an address does not parse */
export const traceFlow = (topology: Topology, flow: WorldFlow): Trace => {
  const packet: Packet = {
    source: addressOf(flow.source),
    sourcePort: flow.sourcePort,
    destination: addressOf(flow.destination),
    destinationPort: flow.destinationPort,
    protocol: flow.protocol,
  };
  const translations: Translation[] = [];
  const forward = walk(topology, packet, { start: entryOf(topology, packet, flow.sourceInterfaceId), translations });
  const reply = replyOf(topology, forward, translations);
  return { forward, reply, sightings: sightingsOf(forward, reply) };
};

/** A sighting in words, for tables and messages. */
export const sightingText = (sighting: Sighting): string =>
  `${sighting.firewallArn.split('/').at(-1)} ${sighting.zone}: ${packetText(sighting.packet)} (${sighting.directions}, from ${ipText(sighting.packet.source)})`;
