import { createHash, verify } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kmsSigner } from '../../functions/lib/adapters/kms-signer.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };

const manifest = Buffer.from('{"schema":"flowtrap-manifest/1"}');
const digest = createHash('sha256').update(manifest).digest();

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ world });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.faults.clear());

const signer = (keyId = simulator.signingKeyId) => kmsSigner(simulator.host({}), keyId);

describe('the signer on KMS', () => {
  it('gives a DER signature that anybody verifies with the public key in PEM', async () => {
    const { signature, algorithm } = await signer().sign(digest);
    const pem = await signer().publicKeyPem();

    expect(algorithm).toBe('ECDSA_SHA_256');
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END PUBLIC KEY-----\n$/);
    expect(verify('sha256', manifest, pem, signature)).toBe(true);
    expect(verify('sha256', Buffer.from('another'), pem, signature)).toBe(false);
  });

  it('sends the digest, never the manifest', async () => {
    await signer().sign(digest);

    const sent = simulator.calls.findLast(({ operation }) => operation === 'Sign')?.parameters;
    expect(sent).toEqual({
      KeyId: simulator.signingKeyId,
      Message: digest.toString('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
  });

  it.each(['DisabledException', 'KMSInvalidStateException', 'AccessDeniedException'])(
    'fails with MisconfiguredError on %s',
    async (code) => {
      simulator.faults.add({
        on: { service: 'kms' },
        times: 10,
        fault: { kind: 'error', status: 400, code, when: 'before' },
      });

      await expect(signer().sign(digest)).rejects.toMatchObject({
        name: 'MisconfiguredError',
        details: { fault: code },
      });
      await expect(signer().publicKeyPem()).rejects.toMatchObject({ name: 'MisconfiguredError' });
    },
  );

  it('fails with MisconfiguredError when there is no such key', async () => {
    await expect(signer('alias/none').sign(digest)).rejects.toMatchObject({ name: 'MisconfiguredError' });
  });

  it('leaves throttling to be tried again', async () => {
    simulator.faults.add({ on: { operation: 'Sign' }, fault: { kind: 'throttle' } });

    expect((await signer().sign(digest)).signature.byteLength).toBeGreaterThan(60);
  });
});
