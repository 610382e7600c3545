import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { readInputs } from '../../../cli/plan/read-inputs.ts';
import { PLAN_VERSION } from '../../../cli/plan/schema/plan-entry.ts';
import { recordedReaders } from '../../../functions/lib/adapters/recorded-readers.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import manual from '../../cases/manual.json' with { type: 'json' };
import typeRows from '../../cases/triggers/guardduty-types.json' with { type: 'json' };
import { describedMembers, violations } from '../../support/json-schema.ts';
import { eventOf, findingOf } from '../triggers/finding-builder.ts';
import { eventFor, unseenEvents } from '../triggers/unseen-events.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const published = JSON.parse(readFileSync(pathOf('docs/plan.schema.json'), 'utf8'));

const { policy } = policyFrom(JSON.stringify({ triggers: { alarms: [{ name: '*', peers: ['198.51.100.0/24'] }] } }));
const readers = recordedReaders(JSON.parse(readFileSync(pathOf('simulator/worlds/beacon.json'), 'utf8')));

/** The entries as they are printed. */
const printed = async (texts: readonly string[], inNetwork = false): Promise<readonly object[]> => {
  const settings = inNetwork ? { policy, readers } : { policy };
  const entries = await Promise.all(texts.map((text) => planInput({ file: 'event', text }, settings)));
  return JSON.parse(JSON.stringify(entries.flat()));
};

const caseTexts = [
  ...unseenEvents.map(eventFor),
  ...typeRows.map((row) => eventOf(findingOf(row))),
  ...manual.accepted.map(({ request }) => request),
].map((event) => JSON.stringify(event));

const shippedTexts = [
  'simulator/events/backdoor-c2.json',
  'docs/examples/drill.json',
  'docs/examples/request.json',
  'docs/examples/request-verbatim.json',
  'docs/examples/start-flow-capture.json',
  'docs/examples/create-flow-logs.json',
].map((path) => readFileSync(pathOf(path), 'utf8'));

describe('the published schema of a plan', () => {
  it('describes every member in words', () => {
    const members = describedMembers(published);

    expect(members.length).toBeGreaterThan(150);
    expect(members.filter(([, description]) => typeof description !== 'string').map(([path]) => path)).toEqual([]);
    expect(published.title).toContain(`version ${PLAN_VERSION}`);
  });

  it('fits what is printed for every case table, with and without a network', async () => {
    const offline = await printed([...caseTexts, ...shippedTexts, 'hello']);
    const online = await printed(shippedTexts, true);

    expect(offline.length).toBeGreaterThan(400);
    expect(violations(published, [...offline, ...online])).toEqual([]);
    expect(JSON.stringify(online)).toContain('"confidence":"proven"');
  });

  it('does not fit output with a member more, a member less, or a value of another kind', async () => {
    const [entry] = await printed(shippedTexts.slice(0, 1));

    expect(violations(published, [{ ...entry, surprise: 1 }])).toEqual(['$[0].surprise is not in the schema']);
    expect(violations(published, [{ ...entry, held: undefined }])).not.toEqual([]);
    expect(violations(published, [{ ...entry, outcome: 'perhaps' }])).toEqual(['$[0].outcome is not listed']);
  });

  it.runIf(existsSync(pathOf('../shared/corpus')))('fits what is printed for a corpus beside the project', async () => {
    const inputs = await readInputs(pathOf('../shared/corpus'), async () => '');

    const entries = await printed(inputs.flatMap(({ text }) => text ?? []));

    expect(entries.length).toBeGreaterThan(0);
    expect(violations(published, entries)).toEqual([]);
  });
});

describe('an event that policy holds back', () => {
  it('shows the filters that it would have, and says in a member that nothing follows', async () => {
    const event = JSON.parse(shippedTexts[0] ?? '');
    event.detail.severity = 2;

    const [entry] = await printed([JSON.stringify(event)], true);

    expect(entry).toMatchObject({ outcome: 'ignored', held: true, calls: [], cost: null });
    expect(entry).toHaveProperty('filters.length', 2);
  });
});
