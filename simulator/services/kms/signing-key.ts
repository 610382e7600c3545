import { createECDH, createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { seededHex, seededUuid } from '../../seeded.ts';

/** A P-256 key. Everything about it follows from the world's seed, signatures included. */
export interface SigningKey {
  /** A UUID. */
  readonly keyId: string;
  readonly alias: string;
  readonly publicKey: KeyObject;
  /** ECDSA over a SHA-256 digest of 32 bytes, as a DER sequence. */
  readonly signDigest: (digest: Uint8Array) => Buffer;
}

/** Order of the group (SEC 2, secp256r1). */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;

const power = (base: bigint, exponent: bigint): bigint => {
  let [result, square] = [1n, modulo(base)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
};

/** By Fermat: the order is prime. */
const inverse = (value: bigint): bigint => power(value, ORDER - 2n);

const derInteger = (value: bigint): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const body = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(2, body.length), body]);
};

const derSignature = (r: bigint, s: bigint): Buffer => {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
};

const pointOf = (scalar: bigint): Buffer => {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(toBytes(scalar));
  return ecdh.getPublicKey();
};

const scalarFrom = (...parts: readonly Uint8Array[]): bigint => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return (toNumber(hash.digest()) % (ORDER - 1n)) + 1n;
};

/** node:crypto signs messages, not digests, so the two multiplications of ECDSA (FIPS 186-5, 6.4.1) are done here; the
 * curve's arithmetic is still node's. The nonce is derived, so equal inputs give equal signatures. */
const ecdsa = (secret: bigint, digest: Uint8Array): Buffer => {
  const nonce = scalarFrom(Buffer.from('nonce'), toBytes(secret), digest);
  const r = modulo(toNumber(pointOf(nonce).subarray(1, 33)));
  const s = modulo(inverse(nonce) * (toNumber(digest) + r * secret));
  return derSignature(r, s);
};

/** The simulator's one signing key. */
export const signingKeyFrom = (seed: number): SigningKey => {
  const secret = scalarFrom(Buffer.from(seededHex([seed, 'signing-key'], 64), 'hex'));
  const point = pointOf(secret);
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33, 65).toString('base64url')];
  return {
    keyId: seededUuid([seed, 'signing-key']),
    alias: 'alias/flowtrap-evidence',
    publicKey: createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' }),
    signDigest: (digest) => ecdsa(secret, digest),
  };
};
