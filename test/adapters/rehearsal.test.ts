import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { s3EvidenceStore } from '../../functions/lib/adapters/s3-evidence-store.ts';
import { ssmParameter } from '../../functions/lib/adapters/ssm-parameter.ts';
import { type Host, lambdaHost } from '../../functions/lib/runtime/host.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };

const clients: Readonly<Record<string, (host: Host) => unknown>> = {
  DynamoDB: (host) => dynamoRecordTable(host, 'records'),
  S3: (host) => s3EvidenceStore(host, 'evidence'),
  SSM: (host) => ssmParameter(host, '/flowtrap/policy', (text) => text),
};

let simulator: Simulator | undefined;
afterEach(async () => {
  await simulator?.close();
});

describe('a rehearsal', () => {
  it.each(Object.keys(clients))('of %s gets its canned answer, and sends nothing', async (service) => {
    simulator = await startSimulator({ world });
    const works: Promise<unknown>[] = [];
    const host: Host = { ...simulator.host({}), whileStarting: (work) => works.push(work()) };

    clients[service]?.(host);

    expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual(['fulfilled']);
    expect(simulator.calls).toEqual([]);
    expect(simulator.problems).toEqual([]);
  });

  it('that fails is left to the first call', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);

    lambdaHost().whileStarting?.(() => Promise.reject(new Error('no Region')));
    await setImmediate();
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
  });
});
