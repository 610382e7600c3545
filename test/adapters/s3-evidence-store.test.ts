import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { s3EvidenceStore } from '../../functions/lib/adapters/s3-evidence-store.ts';
import { sha256Hex } from '../../functions/lib/domain/ids.ts';
import type { Host } from '../../functions/lib/runtime/host.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { Fault } from '../../simulator/wire/faults.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };

const BUCKET = 'evidence';
const bytes = Buffer.from('{"Flows":[]}');
const waits: number[] = [];
const noWait = async (ms: number) => {
  waits.push(ms);
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ world, buckets: [{ name: BUCKET, versioned: true }] });
});
afterAll(async () => await simulator.close());
afterEach(() => {
  simulator.faults.clear();
  waits.length = 0;
});

const store = (bucket = BUCKET) => s3EvidenceStore(simulator.host({}), bucket, noWait);
const failPut = (fault: Fault, times = 1) => simulator.faults.add({ on: { operation: 'PutObject' }, fault, times });
const error = (status: number, code: string): Fault => ({ kind: 'error', status, code, when: 'before' });
const writes = (key: string) => simulator.objects(BUCKET).filter((object) => object.key === key);

describe('the evidence store on S3', () => {
  it('writes a new object with its hash, on condition that the key is new', async () => {
    const stored = await store().put('cases/a/page-1.json', bytes, 'application/json');

    expect(stored).toEqual({ key: 'cases/a/page-1.json', sha256: sha256Hex(bytes), sizeBytes: 12 });
    const sent = simulator.calls.findLast(({ operation }) => operation === 'PutObject')?.parameters;
    expect(sent).toMatchObject({
      'if-none-match': '*',
      'content-type': 'application/json',
      'x-amz-checksum-sha256': Buffer.from(sha256Hex(bytes), 'hex').toString('base64'),
    });
    expect(Buffer.from((await store().get('cases/a/page-1.json')) ?? '')).toEqual(bytes);
  });

  it('takes equal bytes that are there already for success, and writes nothing', async () => {
    await store().put('cases/a/twice', bytes, 'application/json');

    expect(await store().put('cases/a/twice', bytes, 'application/json')).toMatchObject({ sha256: sha256Hex(bytes) });
    expect(writes('cases/a/twice')).toHaveLength(1);
  });

  it('fails with EvidenceConflictError when other bytes are there, and keeps them', async () => {
    await store().put('cases/a/other', bytes, 'application/json');

    await expect(store().put('cases/a/other', Buffer.from('else'), 'application/json')).rejects.toMatchObject({
      name: 'EvidenceConflictError',
      details: { key: 'cases/a/other', stored: sha256Hex(bytes) },
    });
    expect(Buffer.from((await store().get('cases/a/other')) ?? '')).toEqual(bytes);
  });

  it('meets its own bytes when the answer was lost', async () => {
    failPut({ kind: 'lose-response' });

    await store().put('cases/a/lost', bytes, 'application/json');

    expect(writes('cases/a/lost')).toHaveLength(1);
  });

  it('tries again after 409, with growing pauses', async () => {
    failPut(error(409, 'ConditionalRequestConflict'), 3);

    await store().put('cases/a/raced', bytes, 'application/json');

    expect(waits).toEqual([50, 100, 200]);
    expect(writes('cases/a/raced')).toHaveLength(1);
  });

  it('gives up when 409 does not end', async () => {
    failPut(error(409, 'ConditionalRequestConflict'), 100);

    await expect(store().put('cases/a/stuck', bytes, 'application/json')).rejects.toThrow('409');
    expect(waits).toHaveLength(6);
  });

  it.each([
    ['no permission', error(403, 'AccessDenied')],
    ['a disabled key', error(400, 'KMS.DisabledException')],
  ])('fails with MisconfiguredError on %s', async (_, fault) => {
    failPut(fault, 10);

    await expect(store().put('cases/a/denied', bytes, 'application/json')).rejects.toMatchObject({
      name: 'MisconfiguredError',
    });
    expect(writes('cases/a/denied')).toHaveLength(0);
  });

  it('fails with MisconfiguredError when there is no such bucket', async () => {
    await expect(store('nowhere').put('key', bytes, 'application/json')).rejects.toMatchObject({
      name: 'MisconfiguredError',
    });
    await expect(store('nowhere').get('key')).rejects.toMatchObject({ name: 'MisconfiguredError' });
  });

  it('knows no object that is not there', async () => {
    expect(await store().get('cases/a/none')).toBeUndefined();
  });

  it('reads a 412 by its status where the answer has no body', async () => {
    const server = createServer((request, response) => {
      request.resume();
      if (request.method !== 'PUT') {
        const sha256 = Buffer.from(sha256Hex(bytes), 'hex').toString('base64');
        response.writeHead(200, { 'x-amz-checksum-sha256': sha256, 'content-length': bytes.byteLength }).end();
        return;
      }
      response.writeHead(412, { 'content-type': 'application/xml', 'content-length': 200 });
      response.flushHeaders();
      request.on('end', () => response.destroy());
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const place = server.address();
        resolve(typeof place === 'object' && place ? place.port : 0);
      });
    });
    const host: Host = {
      ...simulator.host({}),
      clientConfig: (service) => ({
        ...simulator.host({}).clientConfig(service),
        endpoint: `http://127.0.0.1:${port}`,
      }),
    };

    const stored = await s3EvidenceStore(host, BUCKET, noWait).put('cases/a/bodyless', bytes, 'application/json');

    expect(stored.sha256).toBe(sha256Hex(bytes));
    server.closeAllConnections();
    server.close();
  });
});
