import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { networkManager } from '../../functions/lib/adapters/network-manager.ts';
import { counts, fails, home, startNetwork } from '../support/aws-network.ts';
import { HUB, worldJson } from '../support/worlds.ts';

describe('Network Manager', () => {
  it('that throttles is asked again, and given up when it does not stop', async () => {
    const { simulator, clients } = await startNetwork(worldJson('cloud-wan'));
    const manager = await clients.networkManager(home);
    fails(simulator, 'GetCoreNetwork', 'ThrottlingException', { status: 429, times: 2 });

    expect(await manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).toMatchObject({
      CoreNetwork: { State: 'AVAILABLE' },
    });

    fails(simulator, 'GetCoreNetwork', 'InternalServerException', { status: 500 });
    await expect(manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).rejects.toMatchObject({
      name: 'InternalServerException',
    });
    expect(counts(simulator, 'networkmanager')).toEqual({ GetCoreNetwork: 7 });
  });

  it('is asked for again where the connection broke', async () => {
    const { simulator, clients } = await startNetwork(worldJson('cloud-wan'));
    const manager = await clients.networkManager(home);
    simulator.faults.add({ on: { operation: 'GetCoreNetwork' }, fault: { kind: 'drop' }, times: 2 });

    expect(await manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).toMatchObject({
      CoreNetwork: { State: 'AVAILABLE' },
    });
    expect(counts(simulator, 'networkmanager')).toEqual({ GetCoreNetwork: 3 });
  });

  it.each([
    ['a time-out of ours', Object.assign(new Error('late'), { name: 'AbortError' }), 2],
    ['a time-out of the connection', Object.assign(new Error('late'), { name: 'TimeoutError' }), 2],
    ['a connection that was reset', Object.assign(new Error('gone'), { code: 'ECONNRESET' }), 2],
    ['anything else', new TypeError('a fault of ours'), 1],
  ])('is asked for as often as it helps after %s', async (_, error, times) => {
    let asked = 0;
    const requestHandler = {
      handle: async () => {
        asked += 1;
        if (asked === 1) throw error;
        return { response: { statusCode: 200, headers: {}, body: Readable.from(['{}']) } };
      },
    };
    const credentials = { accessKeyId: HUB, secretAccessKey: 'simulated' };
    const manager = networkManager({ credentials, requestHandler }, 'us-east-1');

    const [outcome] = await Promise.allSettled([manager.coreNetwork('core-network-0a1')]);

    expect(asked).toBe(times);
    expect(outcome).toMatchObject(times === 1 ? { reason: error } : { value: {} });
  });

  it('is asked for again where what stands before the service failed, in words of its own', async () => {
    const answers = ['<html>Bad gateway</html>', '{"CoreNetwork":{"State":"AVAILABLE"}}'];
    const server = createServer((_, response) => {
      const body = answers.shift();
      response.writeHead(answers.length === 0 ? 200 : 502).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const credentials = { accessKeyId: HUB, secretAccessKey: 'simulated' };

    const answer = await networkManager({ endpoint, credentials }, 'us-east-1').coreNetwork('core-network-0a1');
    server.close();

    expect(answer).toEqual({ CoreNetwork: { State: 'AVAILABLE' } });
  });
});
