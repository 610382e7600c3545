import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import { shows, showsAny, toldFlow } from '../../support/flow-judge.ts';
import { eventFor, type UnseenEvent, unseenEvents } from './unseen-events.ts';

const { policy } = policyFrom('{}');

/** Hosts and ports that no row names. */
const stranger = ({ client }: { readonly client: string }) =>
  toldFlow(client.includes(':') ? '[2001:db8:dead::1] > [2001:db8:dead::2]:9 tcp' : '192.0.2.201 > 192.0.2.202:9 tcp');

const judge = (row: UnseenEvent, entry: Awaited<ReturnType<typeof planInput>>[number]): void => {
  const told = (row.flows ?? []).map(toldFlow);
  for (const flow of told) {
    expect(shows(entry.filters, flow), JSON.stringify([flow, entry])).toBe(true);
    expect(showsAny(entry.filters, stranger(flow))).toBe(false);
    expect(entry.plannedFilters.every(({ breadthBits }) => breadthBits <= 168)).toBe(true);
  }
  for (const flow of (row.notFlows ?? []).map(toldFlow)) expect(showsAny(entry.filters, flow)).toBe(false);
  if (told.length === 0) expect(entry.filters).toEqual([]);
};

const outcomeOf = (row: UnseenEvent): string => {
  if (row.refused !== undefined || row.needsNetwork) return 'refused';
  return row.none || row.held !== undefined ? 'ignored' : 'capture';
};

describe('events as nobody has sent them yet', () => {
  it.each(unseenEvents)('$base: $name', async (row) => {
    const [entry, ...more] = await planInput({ file: 'event', text: JSON.stringify(eventFor(row)) }, { policy });

    expect(more).toEqual([]);
    if (!entry) throw new Error('no entry');
    expect([entry.outcome, entry.reason]).toEqual([outcomeOf(row), expect.stringContaining(row.held ?? '')]);
    judge(row, entry);
    expect(entry.drill).toBe(row.drill ?? false);
    expect(entry.reason).not.toBe('');
    if (row.refused) expect(entry.problems.map(({ path }) => path)).toContain(row.refused);
    if (row.flaw) expect(entry.problems.map(({ path }) => path)).toContain(row.flaw);
    if (entry.outcome === 'refused') expect(entry.problems.length).toBeGreaterThan(0);
    expect(entry.lead ?? {}).toMatchObject(JSON.parse(JSON.stringify({ account: row.account, region: row.region })));
  });
});
