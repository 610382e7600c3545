import { type Address, type Cidr, parseAddress, parseCidr } from '../../functions/lib/domain/address.ts';

/** An address that a test writes down. */
export const address = (text: string): Address => {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new TypeError(`${text} is not an address`);
  return parsed;
};

/** A network that a test writes down. */
export const cidr = (text: string): Cidr => {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new TypeError(`${text} is not a network`);
  return parsed;
};
