import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ApiError } from '../../wire/api-error.ts';
import { jsonService } from '../../wire/json-service.ts';
import type { ServiceCall } from '../../wire/service.ts';
import { violationText } from '../../wire/violations.ts';

const keyId = z.string().check(z.minLength(1), z.maxLength(2_048));
const keySchema = z.object({ KeyId: keyId });
const signSchema = z.object({
  KeyId: keyId,
  /** Base64: at most 4096 bytes. */
  Message: z.string().check(z.minLength(1), z.maxLength(5_464)),
  MessageType: z._default(z.enum(['RAW', 'DIGEST', 'EXTERNAL_MU']), 'RAW'),
  SigningAlgorithm: z.string(),
});

const read = <S extends z.ZodMiniType>(schema: S, { facts }: ServiceCall): z.output<S> => {
  const result = schema.safeParse(facts.parameters);
  if (result.success) return result.data;
  throw new ApiError('ValidationException', violationText(result.error));
};

const ALGORITHM = 'ECDSA_SHA_256';

/** The one key answers to its id, its ARN, its alias and its alias's ARN, in every account and Region. */
const keyOf = ({ sim, caller }: ServiceCall, asked: string): { readonly arn: string; readonly id: string } => {
  const { keyId: id, alias } = sim.signingKey;
  const own = /^arn:aws[a-z-]*:kms:[^:]*:\d{12}:(?:key\/)?(.+)$/.exec(asked)?.[1] ?? asked;
  if (own !== id && own !== alias) throw new ApiError('NotFoundException', `Invalid keyId '${asked}'`);
  return { id, arn: `arn:aws:kms:${caller.region}:${caller.account}:key/${id}` };
};

const sign = (call: ServiceCall): object => {
  const request = read(signSchema, call);
  const key = keyOf(call, request.KeyId);
  if (request.SigningAlgorithm !== ALGORITHM)
    throw new ApiError(
      'InvalidKeyUsageException',
      `${key.arn} key spec ECC_NIST_P256 does not support ${request.SigningAlgorithm}.`,
    );
  const message = Buffer.from(request.Message, 'base64');
  if (request.MessageType === 'DIGEST' && message.length !== 32)
    throw new ApiError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
  const digest = request.MessageType === 'DIGEST' ? message : createHash('sha256').update(message).digest();
  const Signature = call.sim.signingKey.signDigest(digest).toString('base64');
  return { KeyId: key.arn, Signature, SigningAlgorithm: ALGORITHM };
};

const SPEC = { KeySpec: 'ECC_NIST_P256', CustomerMasterKeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };

const getPublicKey = (call: ServiceCall): object => {
  const key = keyOf(call, read(keySchema, call).KeyId);
  const PublicKey = call.sim.signingKey.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { KeyId: key.arn, PublicKey, ...SPEC, SigningAlgorithms: [ALGORITHM] };
};

const describeKey = (call: ServiceCall): object => {
  const key = keyOf(call, read(keySchema, call).KeyId);
  const { account } = call.caller;
  return {
    KeyMetadata: {
      AWSAccountId: account,
      KeyId: key.id,
      Arn: key.arn,
      CreationDate: call.sim.world.startAtMs / 1_000,
      Enabled: true,
      Description: '',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      MultiRegion: false,
      ...SPEC,
      SigningAlgorithms: [ALGORITHM],
    },
  };
};

/** AWS KMS, AWS JSON 1.1, with one key for signatures. */
export const kmsService = jsonService({
  version: '1.1',
  target: 'TrentService',
  resourceMembers: ['KeyId'],
  operations: { Sign: sign, GetPublicKey: getPublicKey, DescribeKey: describeKey },
});
