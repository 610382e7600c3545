import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { type Check, failed, ok } from '../check.ts';

/** The key that signs manifests can sign. */
export const signingKey: Check = {
  name: 'signing-key',
  about: 'incident',
  reads: ['kms:DescribeKey'],
  look: async ({ host, deployment }) => {
    const KeyId = deployment.output('SigningKeyArn');
    if (KeyId === undefined) return [failed('signing key', 'is not known', 'see to the stacks')];
    const { KeyMetadata } = await new KMSClient(host.clientConfig('kms')).send(new DescribeKeyCommand({ KeyId }));
    const { KeyState, KeySpec, KeyUsage } = KeyMetadata ?? {};
    if (KeyState !== 'Enabled')
      return [failed(KeyId, `is ${KeyState}`, 'enable it, or cancel its deletion: no case can be closed without it')];
    if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'SIGN_VERIFY')
      return [failed(KeyId, `is ${KeySpec} for ${KeyUsage}, not ECC_NIST_P256 for SIGN_VERIFY`, 'see to the stacks')];
    return [ok(KeyId, `${KeyState}, ${KeySpec}`)];
  },
};
