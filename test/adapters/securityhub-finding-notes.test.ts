import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { memberPlaces } from '../../functions/lib/adapters/member-places.ts';
import { securityHubFindingNotes } from '../../functions/lib/adapters/securityhub-finding-notes.ts';
import type { HubFinding } from '../../functions/lib/domain/hub-finding.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { asffCopy, HUB, ocsfCopy } from '../support/hub-events.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ world: beacon });
  simulator.hubs.importAsff(HUB, asffCopy());
  simulator.hubs.importOcsf(HUB, ocsfCopy());
});
beforeEach(() => simulator.faults.clear());
afterAll(async () => {
  expect(simulator.problems).toEqual([]);
  await simulator.close();
});

const notes = () => {
  const bounds = { members: [], regions: [], roleName: 'flowtrap-member' };
  const places = memberPlaces({ host: simulator.host({}), home: HUB, accounts: () => bounds, actor: 'test' });
  return securityHubFindingNotes(places, 'c-0');
};

const { Id: id, ProductArn: productArn } = asffCopy();
const asff: HubFinding = { format: 'asff', id, productArn, account: HUB.account, hub: HUB };
const ocsf: HubFinding = { format: 'ocsf', uid: ocsfCopy().metadata.uid, account: HUB.account, hub: HUB };

const last = () => simulator.calls.at(-1);

describe('notes on findings in Security Hub', () => {
  it('are the note of an ASFF finding, in our name, and nothing else of it', async () => {
    const outcome = await notes().annotate(HUB, [asff], 'Flowtrap case c-0');

    expect(outcome).toEqual({ annotated: 1, failures: [] });
    expect(last()).toMatchObject({
      service: 'securityhub',
      operation: 'BatchUpdateFindings',
      region: HUB.region,
      parameters: {
        FindingIdentifiers: [{ Id: id, ProductArn: productArn }],
        Note: { Text: 'Flowtrap case c-0', UpdatedBy: 'flowtrap' },
      },
    });
    expect(Object.keys(last()?.parameters ?? {}).toSorted()).toEqual(['FindingIdentifiers', 'Note']);
  });

  it('are the comment of an OCSF finding', async () => {
    const outcome = await notes().annotate(HUB, [ocsf], 'Flowtrap case c-0');

    expect(outcome).toEqual({ annotated: 1, failures: [] });
    expect(last()?.parameters).toEqual({ MetadataUids: [ocsfCopy().metadata.uid], Comment: 'Flowtrap case c-0' });
  });

  it.each([
    ['FindingNotFound', [{ ...asff, id: 'gone' }, asff], 1],
    ['ResourceNotFoundException', [{ ...ocsf, uid: 'gone' }], 0],
  ])('say which findings were left out: %s', async (code, findings, annotated) => {
    expect(await notes().annotate(HUB, findings, 'note')).toEqual({ annotated, failures: [{ code, findings: 1 }] });
  });

  it.each([
    ['AccessDeniedException', 403],
    ['InvalidAccessException', 401],
    ['InvalidInputException', 400],
  ])('take %s as an answer, asked once', async (code, status) => {
    const before = simulator.calls.length;
    simulator.faults.add({ on: { service: 'securityhub' }, fault: { kind: 'error', code, status, when: 'before' } });

    const outcome = await notes().annotate(HUB, [asff], 'note');

    expect(outcome).toEqual({ annotated: 0, failures: [{ code, findings: 1 }] });
    expect(simulator.calls.length - before).toBe(1);
  });

  it('name an account without a hub, and one that is not ours', async () => {
    const other = { ...HUB, region: 'eu-west-1' };

    expect(await notes().annotate(other, [asff], 'note')).toMatchObject({
      failures: [{ code: 'InvalidAccessException' }],
    });
    expect(await notes().annotate({ ...HUB, account: '999988887777' }, [asff], 'note')).toMatchObject({
      failures: [{ code: 'MisconfiguredError' }],
    });
  });

  it.each([
    ['TooManyRequestsException', 429],
    ['InternalException', 500],
  ])('throw %s when it does not pass', async (code, status) => {
    const fault = { kind: 'error', code, status, when: 'before' } as const;
    simulator.faults.add({ on: { service: 'securityhub' }, fault, times: 10 });

    await expect(notes().annotate(HUB, [asff], 'note')).rejects.toMatchObject({ name: code });
  });
});
