import { seededBelow } from '../seeded.ts';
import { type Ip, ipText, readIp, sameIp } from './ip.ts';
import { hostIn, internetGatewayOf, natGatewayAt, subnetIn } from './lookup.ts';
import { packetText } from './packet.ts';
import type { Topology } from './topology.ts';
import { type Carrier, dropped, inSubnet, type Next } from './walk.ts';

/** The answer to a translated packet, back at the NAT gateway: the inside addresses return. */
const untranslate = (carrier: Carrier, nat: { NatGatewayId: string; SubnetId: string }): Next => {
  const { packet } = carrier;
  const known = carrier.translations.find(
    ({ natGatewayId, outside }) =>
      natGatewayId === nat.NatGatewayId &&
      sameIp(outside.source, packet.destination) &&
      outside.sourcePort === packet.destinationPort &&
      sameIp(outside.destination, packet.source),
  );
  if (!known) return dropped(`${nat.NatGatewayId} has no translation for ${packetText(packet)}`);
  carrier.packet = { ...packet, destination: known.inside.source, destinationPort: known.inside.sourcePort };
  return inSubnet(nat.SubnetId);
};

/** Hands the packet to whoever has its destination address in this VPC. */
export const deliver = (carrier: Carrier, vpcId: string): Next => {
  const { topology, packet } = carrier;
  const nat = natGatewayAt(topology, vpcId, packet.destination);
  if (nat) return untranslate(carrier, nat);
  const host = hostIn(topology, vpcId, packet.destination);
  const subnetId = host?.subnetId ?? subnetIn(topology, vpcId, packet.destination)?.SubnetId;
  if (!subnetId) return dropped(`nothing in ${vpcId} has ${ipText(packet.destination)}`);
  return { end: 'delivered', position: inSubnet(subnetId), interfaceId: host?.interfaceId };
};

/** Source address translation at a NAT gateway. The port is the gateway's own choice. */
export const translate = (carrier: Carrier, natGatewayId: string): Next => {
  const { topology, packet } = carrier;
  const nat = topology.natGateways.find((candidate) => candidate.NatGatewayId === natGatewayId);
  const source = readIp(nat?.NatGatewayAddresses[0]?.PrivateIp ?? '');
  if (!nat || !source) return dropped(`${natGatewayId} has no address`);
  const sourcePort =
    packet.sourcePort === undefined || packet.protocol === 1
      ? packet.sourcePort
      : 1_024 + seededBelow([topology.seed, natGatewayId, packetText(packet)], 64_512);
  carrier.packet = { ...packet, source, sourcePort };
  carrier.translations.push({ natGatewayId, inside: packet, outside: carrier.packet });
  return inSubnet(nat.SubnetId);
};

/** The public address that an internet gateway puts in place of a private one. */
const publicAddressOf = ({ hosts, natGateways }: Topology, vpcId: string, ip: Ip): Ip | undefined => {
  if (ip.family === 6) return ip;
  const host = hosts.find((candidate) => candidate.vpcId === vpcId && sameIp(candidate.address, ip));
  if (host?.publicAddress) return host.publicAddress;
  const own = natGateways
    .filter((nat) => nat.VpcId === vpcId)
    .flatMap((nat) => nat.NatGatewayAddresses)
    .find(({ PrivateIp }) => {
      const address = readIp(PrivateIp ?? '');
      return address !== undefined && sameIp(address, ip);
    });
  return readIp(own?.PublicIp ?? '');
};

/** Who stands behind a public address of ours: VPC and private address. */
const behindPublic = ({ hosts, natGateways }: Topology, ip: Ip): { vpcId: string; address: Ip } | undefined => {
  if (ip.family === 6) return hosts.find((host) => sameIp(host.address, ip));
  const host = hosts.find(({ publicAddress }) => publicAddress && sameIp(publicAddress, ip));
  if (host) return { vpcId: host.vpcId, address: host.address };
  const owned = natGateways.flatMap((nat) => nat.NatGatewayAddresses.map((own) => ({ vpcId: nat.VpcId, own })));
  const found = owned.find(({ own }) => {
    const address = readIp(own.PublicIp ?? '');
    return address !== undefined && sameIp(address, ip);
  });
  const address = readIp(found?.own.PrivateIp ?? '');
  return found && address ? { vpcId: found.vpcId, address } : undefined;
};

/** A packet from the internet: the public destination becomes the private one, at the edge of its VPC. */
export const fromInternet = (carrier: Carrier): Next => {
  const { topology, packet } = carrier;
  const owner = behindPublic(topology, packet.destination);
  if (!owner) return { end: 'internet' };
  const gatewayId = internetGatewayOf(topology, owner.vpcId);
  if (!gatewayId) return dropped(`${owner.vpcId} has no internet gateway`);
  carrier.packet = { ...packet, destination: owner.address };
  return { at: 'edge', gatewayId, vpcId: owner.vpcId };
};

export const toInternet = (carrier: Carrier, vpcId: string, gatewayId: string): Next => {
  if (internetGatewayOf(carrier.topology, vpcId) !== gatewayId)
    return dropped(`${gatewayId} is not attached to ${vpcId}`);
  const source = publicAddressOf(carrier.topology, vpcId, carrier.packet.source);
  if (!source) return dropped(`${ipText(carrier.packet.source)} has no public address`);
  carrier.packet = { ...carrier.packet, source };
  return fromInternet(carrier);
};
