import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sha256Hex } from '../domain/ids.ts';
import { type Check, fails, holds } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';

export interface SignedBytes {
  readonly manifestBytes: Uint8Array;
  readonly signing: VerifiedManifest['signing'];
  /** `manifest.sig`: ASN.1 DER. */
  readonly signature: Uint8Array | undefined;
  /** `public-key.pem` as it lies in the package. */
  readonly packageKey: Uint8Array | undefined;
  /** The key that the verifier trusts, as PEM text; without it the package's own key is taken. */
  readonly trustedKey?: string;
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

const derOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** SHA-256 of the key's SubjectPublicKeyInfo: short enough to compare over another channel. */
export const keyFingerprint = (key: KeyObject): string => sha256Hex(derOf(key));

const KEY_FILE = 'public-key.pem';
const SIGNATURE_FILE = 'manifest.sig';

/** The key of the package, in exactly the spelling that it was written in. */
const readPackageKey = (bytes: Uint8Array | undefined): KeyObject | undefined => {
  const text = Buffer.from(bytes ?? []).toString('latin1');
  const key = publicKeyFrom(text);
  return key && key.export({ type: 'spki', format: 'pem' }) === text ? key : undefined;
};

const keyChecks = (packageKey: KeyObject | undefined, trusted: KeyObject | undefined): readonly Check[] => {
  if (!packageKey) return [fails('key', KEY_FILE, 'is missing or damaged')];
  if (trusted && !derOf(packageKey).equals(derOf(trusted)))
    return [fails('key', KEY_FILE, 'is not the key that you gave: another key signed, or the file was replaced')];
  const fingerprint = keyFingerprint(packageKey);
  return trusted
    ? [holds('key', KEY_FILE, `is the key that you gave, SHA-256 ${fingerprint}`)]
    : [holds('key', KEY_FILE, `is whole, SHA-256 ${fingerprint}`)];
};

const signatureCheck = ({ manifestBytes, signing, signature }: SignedBytes, key: KeyObject | undefined): Check => {
  if (!signing) return fails('signature', SIGNATURE_FILE, 'the manifest says of itself that it is not signed');
  if (signing.algorithm !== 'ECDSA_SHA_256')
    return fails('signature', SIGNATURE_FILE, `the algorithm ${signing.algorithm} is not known here`);
  if (!signature) return fails('signature', SIGNATURE_FILE, 'is missing');
  if (!key) return fails('signature', SIGNATURE_FILE, 'cannot be checked without a key');
  if (!isP256(key)) return fails('signature', SIGNATURE_FILE, 'the key is not an ECC P-256 key');
  return verify('sha256', manifestBytes, key, signature)
    ? holds('signature', SIGNATURE_FILE, 'signs exactly these bytes of manifest.json')
    : fails('signature', SIGNATURE_FILE, 'does not sign this manifest.json with this key');
};

/** Checks the signature over the exact bytes of the manifest, and the key. */
export const verifySignature = (signed: SignedBytes): readonly Check[] => {
  const trusted = signed.trustedKey === undefined ? undefined : publicKeyFrom(signed.trustedKey);
  if (signed.trustedKey !== undefined && !trusted)
    return [fails('key', 'the given key', 'is not a public key in PEM form')];
  const packageKey = readPackageKey(signed.packageKey);
  return [signatureCheck(signed, trusted ?? packageKey), ...keyChecks(packageKey, trusted)];
};
