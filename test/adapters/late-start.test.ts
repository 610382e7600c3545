import { expect, it } from 'vitest';
import { awsClients } from '../../functions/lib/adapters/aws-clients.ts';
import { nfwFlowOperations } from '../../functions/lib/adapters/nfw-flow-operations.ts';
import { parseCidr } from '../../functions/lib/domain/address.ts';

const home = { account: '111122223333', region: 'us-east-1' };
const request = {
  ...home,
  firewallArn: 'arn:aws:network-firewall:us-east-1:111122223333:firewall/edge',
  scope: { availabilityZone: 'us-east-1a' },
  filters: [{ source: parseCidr('10.0.0.1/32'), protocols: [6] }],
  minimumFlowAgeSeconds: 60,
};

/** Signing takes `signingMs`: that is where a session in another account is waited for. */
const startAfterSigning = async (signingMs: number) => {
  const time = { nowMs: 0 };
  const sent: unknown[] = [];
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async (raw: unknown) => {
      sent.push(raw);
      const body = Buffer.from('{"FlowOperationId":"00000000-0000-4000-8000-000000000001"}');
      return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body } };
    },
  };
  const signer = {
    sign: async (signable: unknown) => {
      time.nowMs += signingMs;
      return signable;
    },
  };
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'simulated' };
  const config = { region: 'us-east-1', endpoint: 'http://memory.invalid', credentials, requestHandler, signer };
  const host = { env: {}, clock: { nowMs: () => time.nowMs }, clientConfig: () => config };
  const accounts = { members: [], regions: [], roleName: 'flowtrap-member' };
  const operations = nfwFlowOperations(awsClients({ host, home, accounts: () => accounts, actor: 'test' }));
  const outcome = await operations.start(request, () => time.nowMs <= 10_000);
  return { outcome, sent };
};

it('sends the request when everything before it was quick', async () => {
  const { outcome, sent } = await startAfterSigning(9_000);

  expect(outcome).toMatchObject({ outcome: 'started' });
  expect(sent).toHaveLength(1);
});

it('sends nothing when getting credentials took longer than the request may wait', async () => {
  const { outcome, sent } = await startAfterSigning(11_000);

  expect(outcome).toEqual({ outcome: 'unknown', cause: 'TooLateError' });
  expect(sent).toHaveLength(0);
});
