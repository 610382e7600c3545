import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sha256Hex } from '../domain/ids.ts';
import { revisionName } from './revisions.ts';
import { type Check, fails, holds } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';

export interface SignedBytes {
  /** Which opening's manifest it is; 1 by default. */
  readonly revision?: number;
  readonly manifestBytes: Uint8Array;
  readonly signing: VerifiedManifest['signing'];
  /** `manifest.sig`: ASN.1 DER. */
  readonly signature: Uint8Array | undefined;
  /** `public-key.pem` as it lies in the package. */
  readonly packageKey: Uint8Array | undefined;
  /** The keys that the verifier trusts, as PEM text, any of which may have signed; without one the package's own is taken. */
  readonly trustedKeys?: readonly string[];
}

const publicKeyFrom = (pem: string): KeyObject | undefined => {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
};

const isP256 = (key: KeyObject): boolean =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

/** Whether PEM text holds a key that can have signed a manifest. */
export const isP256Key = (pem: string): boolean => {
  const key = publicKeyFrom(pem);
  return key !== undefined && isP256(key);
};

const derOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** SHA-256 of the key's SubjectPublicKeyInfo: short enough to compare over another channel. */
export const keyFingerprint = (key: KeyObject): string => sha256Hex(derOf(key));

/** The key of the package, in exactly the spelling that it was written in. */
const readPackageKey = (bytes: Uint8Array | undefined): KeyObject | undefined => {
  const text = Buffer.from(bytes ?? []).toString('latin1');
  const key = publicKeyFrom(text);
  return key && key.export({ type: 'spki', format: 'pem' }) === text ? key : undefined;
};

const isSame = (one: KeyObject, other: KeyObject): boolean => derOf(one).equals(derOf(other));

const keyCheck = (file: string, packageKey: KeyObject | undefined, trusted: readonly KeyObject[]): Check => {
  if (!packageKey) return fails('key', file, 'is missing or damaged');
  const given = trusted.length > 1 ? 'one of the keys that you gave' : 'the key that you gave';
  if (trusted.length > 0 && !trusted.some((key) => isSame(key, packageKey)))
    return fails('key', file, `is not ${given}: another key signed, or the file was replaced`);
  const fingerprint = keyFingerprint(packageKey);
  return holds('key', file, `${trusted.length > 0 ? `is ${given}` : 'is whole'}, SHA-256 ${fingerprint}`);
};

const signatureCheck = (signed: SignedBytes, key: KeyObject | undefined): Check => {
  const { manifestBytes, signing, signature, revision = 1 } = signed;
  const file = revisionName(revision, 'manifest.sig');
  if (!signing) return fails('signature', file, 'the manifest says of itself that it is not signed');
  if (signing.algorithm !== 'ECDSA_SHA_256')
    return fails('signature', file, `the algorithm ${signing.algorithm} is not known here`);
  if (!signature) return fails('signature', file, 'is missing');
  if (!key) return fails('signature', file, 'cannot be checked without a key');
  if (!isP256(key)) return fails('signature', file, 'the key is not an ECC P-256 key');
  return verify('sha256', manifestBytes, key, signature)
    ? holds('signature', file, 'signs exactly these bytes of manifest.json')
    : fails('signature', file, 'does not sign this manifest.json with this key');
};

/** The trusted key that the package says has signed; where it is none of them, any: the signature tells.
 * A key that is beside the evidence chooses among keys that are trusted anyway, and adds none. */
const chosenKey = (trusted: readonly KeyObject[], packageKey: KeyObject | undefined): KeyObject | undefined =>
  trusted.find((key) => packageKey && isSame(key, packageKey)) ?? trusted[0];

/** Checks the signature over the exact bytes of the manifest, and the key. */
export const verifySignature = (signed: SignedBytes): readonly Check[] => {
  const given = signed.trustedKeys ?? [];
  const trusted = given.map(publicKeyFrom).filter((key) => key !== undefined);
  if (trusted.length < given.length) return [fails('key', 'the given key', 'is not a public key in PEM form')];
  const packageKey = readPackageKey(signed.packageKey);
  const keyFile = revisionName(signed.revision ?? 1, 'public-key.pem');
  const key = given.length === 0 ? packageKey : chosenKey(trusted, packageKey);
  return [signatureCheck(signed, key), keyCheck(keyFile, packageKey, trusted)];
};
