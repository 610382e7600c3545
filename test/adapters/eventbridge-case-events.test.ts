import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventbridgeCaseEvents } from '../../functions/lib/adapters/eventbridge-case-events.ts';
import type { CaseClosed } from '../../functions/lib/contracts/case-closed.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };

const event: CaseClosed = {
  version: 1,
  caseId: `c-${'0'.repeat(40)}`,
  grade: 'PARTIAL',
  meaning: 'flows may be missing',
  gradeReason: 'the deadline passed',
  why: 'the deadline passed',
  flowCount: 3,
  openedAt: '2026-03-17T09:38:00.000Z',
  executionArn: 'arn:one',
  evidenceBucket: 'evidence',
  manifestKey: 'cases/c-0/manifest.json',
  closedAt: '2026-03-17T09:40:00.000Z',
  revision: 1,
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ world });
});
afterAll(async () => await simulator.close());

describe('case events on EventBridge', () => {
  it('publishes the end of a case under a source of our own', async () => {
    await eventbridgeCaseEvents(simulator.host({}), 'flowtrap').closed(event);

    expect(simulator.events).toMatchObject([
      { bus: 'flowtrap', source: 'flowtrap', detailType: 'Flowtrap Case Closed', detail: event },
    ]);
  });

  it('fails when the answer is HTTP 200 but the entry was refused', async () => {
    const host = simulator.host({});
    const refusing = {
      ...host,
      clientConfig: () => ({
        ...host.clientConfig('eventbridge'),
        requestHandler: {
          handle: async () => ({
            response: {
              statusCode: 200,
              headers: {},
              body: Buffer.from('{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}'),
            },
          }),
        },
      }),
    };

    await expect(eventbridgeCaseEvents(refusing, 'flowtrap').closed(event)).rejects.toThrow('InternalFailure');
  });
});
