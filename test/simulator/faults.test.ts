import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/wire/faults.ts';
import { worldOf } from '../../simulator/worlds/rows.ts';
import { distributed } from '../../simulator/worlds/topologies.ts';
import { faultOf, startWorld } from './support.ts';

const start = async () => {
  const simulator = await startWorld({ world: worldOf(distributed()) });
  const host = simulator.host({});
  const ssm = new SSMClient({ ...host.clientConfig('ssm'), maxAttempts: 1 });
  const put = async () =>
    await ssm.send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String', Overwrite: true }));
  const version = async () => (await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter?.Version;
  return { simulator, host, ssm, put, version };
};

describe('faults', () => {
  it.each<[string, Fault, RegExp, number]>([
    ['throttled', { kind: 'throttle' }, /^ThrottlingException: /, 1],
    [
      'failed before the effect',
      { kind: 'error', code: 'InternalServerError', status: 500, when: 'before' },
      /^InternalServerError/,
      1,
    ],
    [
      'failed after the effect',
      { kind: 'error', code: 'InternalServerError', status: 500, when: 'after' },
      /^InternalServerError/,
      2,
    ],
    ['dropped', { kind: 'drop' }, /socket hang up|ECONNRESET/, 1],
    ['unanswered after the effect', { kind: 'lose-response' }, /socket hang up|ECONNRESET/, 2],
    ['delayed', { kind: 'delay', clockMs: 5_000 }, /^no error$/, 2],
  ])('leave a call %s', async (_, fault, told, versions) => {
    const { simulator, put, version } = await start();
    await put();
    simulator.faults.add({ on: { service: 'ssm', operation: 'PutParameter' }, fault });

    const answer = await faultOf(put());

    expect(answer).toMatch(told);
    expect(await version()).toBe(versions);
    expect(simulator.calls[1]).toMatchObject({ operation: 'PutParameter', fault: fault.kind });
  });

  it('hang without an answer, with or without the effect', async () => {
    const { simulator, host, put, version } = await start();
    await put();
    const requestHandler = { requestTimeout: 100, throwOnRequestTimeout: true };
    const impatient = new SSMClient({ ...host.clientConfig('ssm'), maxAttempts: 1, requestHandler });
    const putInHaste = async () =>
      await impatient.send(new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String', Overwrite: true }));
    simulator.faults.add({ on: { operation: 'PutParameter' }, fault: { kind: 'hang', when: 'before' } });
    simulator.faults.add({ on: { operation: 'PutParameter' }, fault: { kind: 'hang', when: 'after' } });

    const answers = [await faultOf(putInHaste()), await version(), await faultOf(putInHaste()), await version()];

    expect(answers).toEqual([expect.stringMatching(/^TimeoutError/), 1, expect.stringMatching(/^TimeoutError/), 2]);
  });

  it('hit the calls that they name, after those they spare, as often as they say', async () => {
    const { simulator, put, version } = await start();
    simulator.faults.add({ on: { operation: 'PutParameter' }, fault: { kind: 'throttle' }, skip: 1, times: 2 });

    const answers: string[] = [];
    for (let at = 0; at < 4; at += 1) answers.push((await faultOf(put())).split(':')[0] ?? '');

    expect(answers).toEqual(['no error', 'ThrottlingException', 'ThrottlingException', 'no error']);
    expect(await version()).toBe(2);
  });

  it('can be taken back, and decided call by call', async () => {
    const { simulator, put } = await start();
    const takeBack = simulator.faults.add({ on: {}, fault: { kind: 'drop' }, times: 100 });
    takeBack();
    simulator.faults.decide = ({ n }) => (n === 2 ? { kind: 'throttle' } : undefined);

    expect(
      [await faultOf(put()), await faultOf(put()), await faultOf(put())].map((text) => text.split(':')[0]),
    ).toEqual(['no error', 'ThrottlingException', 'no error']);
  });

  it('throttle in the words of each service, which the SDK retries', async () => {
    const { simulator, host } = await start();
    const client = new EC2Client(host.clientConfig('ec2'));
    simulator.faults.add({ on: { service: 'ec2' }, fault: { kind: 'throttle' } });

    const { Vpcs } = await client.send(new DescribeVpcsCommand({}));

    expect(Vpcs).toHaveLength(1);
    expect(simulator.calls.map(({ status, error }) => [status, error])).toEqual([
      [503, 'RequestLimitExceeded'],
      [200, undefined],
    ]);
  });
});

describe('the wire', () => {
  it('refuses requests without a signature, of nobody, or to nobody', async () => {
    const { simulator } = await start();
    const scoped = (key: string, service: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    });
    const send = async (headers: Record<string, string>) =>
      (await fetch(simulator.endpoint('ec2'), { method: 'POST', headers })).status;

    expect(await send({})).toBe(403);
    expect(await send(scoped('AKIAEXAMPLE', 'ec2'))).toBe(403);
    expect(await send(scoped('111122223333', 'quantum'))).toBe(404);
    expect(simulator.problems).toEqual([]);
  });

  it('records who called what, and with what', async () => {
    const { simulator, put } = await start();

    await put();

    expect(simulator.calls).toEqual([
      {
        n: 1,
        atMs: Date.parse('2026-03-01T12:00:00Z'),
        service: 'ssm',
        operation: 'PutParameter',
        account: '111122223333',
        region: 'us-east-1',
        accessKeyId: '111122223333',
        resource: '/a',
        parameters: { Name: '/a', Value: '1', Type: 'String', Overwrite: true },
        status: 200,
        error: undefined,
      },
    ]);
  });
});
