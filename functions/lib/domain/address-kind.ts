import { type Address, type Cidr, containment, parseCidr } from './address.ts';

const networks = (...texts: readonly string[]): readonly ((network: Address | Cidr) => boolean)[] =>
  texts.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new TypeError(`${text} is not a network`);
    return containment(cidr);
  });

export type UnroutableKind = 'unspecified' | 'loopback' | 'link-local' | 'multicast' | 'broadcast';

/** Ranges that no route carries to a firewall, by their meaning (RFC 6890, RFC 4291). */
const unroutable: readonly { readonly what: UnroutableKind; readonly covers: ReturnType<typeof networks> }[] = [
  { what: 'unspecified', covers: networks('0.0.0.0/8', '::/128') },
  { what: 'loopback', covers: networks('127.0.0.0/8', '::1/128') },
  { what: 'link-local', covers: networks('169.254.0.0/16', 'fe80::/10') },
  { what: 'multicast', covers: networks('224.0.0.0/4', 'ff00::/8') },
  { what: 'broadcast', covers: networks('255.255.255.255/32') },
];

/** Ranges that a VPC uses for its own hosts: RFC 1918, shared address space (RFC 6598), unique local (RFC 4193). */
const privateNetworks = networks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7');

/** Why no flow of this address or network can pass a firewall; undefined where one can. */
export const unroutableKind = (network: Address | Cidr): UnroutableKind | undefined =>
  unroutable.find(({ covers }) => covers.some((covered) => covered(network)))?.what;

/** Whether an address or network lies wholly in private space. */
export const isPrivate = (network: Address | Cidr): boolean => privateNetworks.some((covered) => covered(network));
