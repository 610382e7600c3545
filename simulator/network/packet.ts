import { seededBelow } from '../seeded.ts';
import { type Ip, ipText } from './ip.ts';

/** What a packet's headers say, at one point of its way. */
export interface Packet {
  readonly source: Ip;
  readonly sourcePort?: number;
  readonly destination: Ip;
  readonly destinationPort?: number;
  readonly protocol: number;
}

/** The packet that answers. */
export const replyTo = (packet: Packet): Packet => ({
  source: packet.destination,
  sourcePort: packet.destinationPort,
  destination: packet.source,
  destinationPort: packet.sourcePort,
  protocol: packet.protocol,
});

/** A packet in words: `10.0.1.10:50040 → 198.51.100.7:443/6`. */
export const packetText = (packet: Packet): string =>
  `${endText(packet.source, packet.sourcePort)} → ${endText(packet.destination, packet.destinationPort)}/${packet.protocol}`;

const endText = (ip: Ip, port: number | undefined): string =>
  port === undefined ? ipText(ip) : ip.family === 6 ? `[${ipText(ip)}]:${port}` : `${ipText(ip)}:${port}`;

/** Picks one of `items` by the conversation's hash: the same for a packet and its reply. */
export const pickByFlow = <T>(seed: number, packet: Packet, items: readonly T[]): T | undefined => {
  const ends = [endText(packet.source, packet.sourcePort), endText(packet.destination, packet.destinationPort)];
  return items[seededBelow([seed, 'flow-hash', packet.protocol, ...ends.toSorted()], Math.max(1, items.length))];
};
