/** A signature over a SHA-256 digest. */
export interface Signature {
  /** ASN.1 DER, as `openssl dgst -sha256 -verify` reads it. */
  readonly signature: Uint8Array;
  /** The key as the service names it. */
  readonly keyId: string;
  readonly algorithm: string;
}

/** Signs manifests. The private key never leaves the service behind this port. */
export interface Signer {
  /** Signing the same digest twice gives two valid signatures that differ.
   * @param digest the 32 bytes of a SHA-256
   * @throws MisconfiguredError when the key is disabled, being deleted, missing or not ours to use: no retry helps */
  sign(digest: Uint8Array): Promise<Signature>;
  /** The public half as PEM (SubjectPublicKeyInfo). @throws MisconfiguredError as `sign` does */
  publicKeyPem(): Promise<string>;
}
