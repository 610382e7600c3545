import { type Address, familyOf, hostCidr } from '../domain/address.ts';
import type { Tuple } from '../domain/tuple.ts';
import type { ListedInterface } from './guardduty-interfaces.ts';

/** Public addresses of the listed interfaces: ours, though no packet inside the VPC has them. */
export const publicAddressesOf = (listed: readonly ListedInterface[]): readonly Address[] =>
  listed.flatMap(({ publicAddresses = [] }) => publicAddresses);

/** The private address that an internet gateway puts in the place of a public one: the interface's first. */
const insideOf = (listed: readonly ListedInterface[], outside: string): Address | undefined =>
  listed
    .filter(({ publicAddresses = [] }) => publicAddresses.some((one) => hostCidr(one) === outside))
    .flatMap(({ addresses }) => addresses.find((one) => familyOf(one) === 4) ?? [])[0];

/** The tuples, and beside each that names a host of ours by its public address the one with its private address: between
 * the host and the internet gateway, where firewalls stand, only that one is seen. */
export const seenInside = (tuples: readonly Tuple[], listed: readonly ListedInterface[]): readonly Tuple[] =>
  tuples.flatMap((tuple) => {
    const inside = tuple.subject === undefined ? undefined : insideOf(listed, tuple.subject);
    if (inside === undefined) return [tuple];
    return [tuple, { ...tuple, subject: hostCidr(inside), reason: `${tuple.reason}, as its VPC sees it` }];
  });
