import { type Address, addressesOf, type Cidr, hostBitsOf, parseCidr } from '../../domain/address.ts';
import type { Subject } from '../../domain/lead.ts';
import { SUBJECT_FORMS, subjectFromId } from './subject-from-id.ts';

/** Hosts of the largest network that may stand for subjects. */
const MAX_HOST_BITS = 4;

export const REQUEST_SUBJECT_FORMS = `${SUBJECT_FORMS}, or a network of at most ${2 ** MAX_HOST_BITS} addresses`;

/** A subject of a request: what it names, and the network where it is one. */
export interface NamedSubject {
  readonly subjects: readonly Subject[];
  readonly network?: Cidr;
}

const addressSubject = (address: Address): Subject => ({ kind: 'address', address });

/** Reads a subject; a small network stands for each of its addresses. */
export const namedSubject = (text: string): NamedSubject | undefined => {
  const network = parseCidr(text);
  if (network !== undefined)
    return hostBitsOf(network) <= MAX_HOST_BITS
      ? { subjects: addressesOf(network).map(addressSubject), network }
      : undefined;
  const subject = subjectFromId(text);
  return subject === undefined ? undefined : { subjects: [subject] };
};
