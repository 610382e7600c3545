import { createHash } from 'node:crypto';

/** A value that stands for itself in a hash. */
export type SeedPart = string | number;

/** Hexadecimal digits that depend on the parts alone: the world's only source of "random" ids. */
export const seededHex = (parts: readonly SeedPart[], length = 32): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);

/** A UUID in lower case that depends on the parts alone. */
export const seededUuid = (parts: readonly SeedPart[]): string => {
  const hex = seededHex(parts);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

/** A whole number, 0 <= n < `below`, that depends on the parts alone. */
export const seededBelow = (parts: readonly SeedPart[], below: number): number =>
  Number.parseInt(seededHex(parts, 12), 16) % below;
