import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { MisconfiguredError } from '../domain/errors.ts';
import type { Signer } from '../ports/signer.ts';
import type { Host } from '../runtime/host.ts';

const ALGORITHM = 'ECDSA_SHA_256';

/** Faults of the key itself (Sign and GetPublicKey API reference): a person must act, no retry helps. */
const KEY_FAULTS = new Set([
  'AccessDeniedException',
  'DisabledException',
  'InvalidArnException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
  'UnsupportedOperationException',
]);

const asKeyFault = (cause: unknown): never => {
  if (!(cause instanceof Error) || !KEY_FAULTS.has(cause.name)) throw cause;
  throw new MisconfiguredError(`the signing key cannot be used: ${cause.name}`, { fault: cause.name }, { cause });
};

const present = (bytes: Uint8Array | undefined, what: string): Uint8Array => {
  if (!bytes) throw new Error(`KMS answered without ${what}`);
  return bytes;
};

/** SubjectPublicKeyInfo as PEM: base64 in lines of 64 (RFC 7468). */
const pemFrom = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
};

/** Signs with an ECC P-256 key in KMS. @param keyId key id, ARN or alias */
export const kmsSigner = (host: Host, keyId: string): Signer => {
  const client = new KMSClient(host.clientConfig('kms'));

  return {
    sign: async (digest) => {
      const request = { KeyId: keyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: ALGORITHM } as const;
      const answer = await client.send(new SignCommand(request)).catch(asKeyFault);
      return {
        signature: present(answer.Signature, 'a signature'),
        keyId: answer.KeyId ?? keyId,
        algorithm: answer.SigningAlgorithm ?? ALGORITHM,
      };
    },
    publicKeyPem: async () => {
      const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId })).catch(asKeyFault);
      return pemFrom(present(PublicKey, 'a public key'));
    },
  };
};
