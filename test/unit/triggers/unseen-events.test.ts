import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import rows from '../../cases/triggers/unseen-events.json' with { type: 'json' };
import { shows, showsAny, toldFlow } from '../../support/flow-judge.ts';
import { eventBases } from './event-bases.ts';
import { pascalCased, renamed, valueAt, withValue } from './helpers.ts';
import { transports } from './transports.ts';

/** An event of a base form with members changed, and what must come of it. */
interface Row {
  readonly name: string;
  readonly base: string;
  /** Members by path; `@c` and the like are short for the paths below. Null stays null. */
  readonly set?: object;
  /** The whole event, where no base resembles it. */
  readonly event?: object;
  readonly spell?: string;
  readonly wrap?: readonly string[];
  /** Only this member, without what is around it. */
  readonly inner?: string;
  /** This member as JSON text. */
  readonly textOf?: string;
  /** Flows whose both directions the filters show. */
  readonly flows?: readonly string[];
  readonly notFlows?: readonly string[];
  /** Ignored, and no filter. */
  readonly none?: boolean;
  /** Policy holds it back, with this word in the reason; the filters are those that it would have. */
  readonly held?: string;
  /** Refused, with this path among the problems; empty: any. */
  readonly refused?: string;
  /** Only the network tells our address, so there is no filter yet. */
  readonly needsNetwork?: boolean;
  readonly drill?: boolean;
  readonly account?: string;
  readonly region?: string;
}

const table: readonly Row[] = rows;

const short: Readonly<Record<string, string>> = {
  '@c': 'detail.service.action.networkConnectionAction',
  '@i': 'detail.resource.instanceDetails.networkInterfaces[0]',
  '@p': 'detail.service.action.portProbeAction.portProbeDetails',
  '@q': 'detail.service.detection.sequence',
  '@s': 'detail.service',
  '@a': 'detail.findings[0].Action.NetworkConnectionAction',
  '@e': 'detail.findings[0].evidences[0]',
  '@f': 'detail.findings[0]',
};

const pathOf = (path: string): string => path.replace(/^@\w/, (name) => short[name] ?? name);

const spellings: Readonly<Record<string, (value: unknown) => unknown>> = {
  upper: (value) => renamed(value, (name) => name.toUpperCase()),
  lower: (value) => renamed(value, (name) => name.toLowerCase()),
  pascal: (value) => pascalCased(valueAt(value, 'detail')),
};

const eventFor = (row: Row): unknown => {
  const whole = Object.entries(row.set ?? {}).reduce<unknown>(
    (event, [path, value]) =>
      withValue(event, pathOf(path), value === '@first' ? valueAt(event, 'detail.findings[0]') : value),
    row.event ?? eventBases[row.base],
  );
  const spelt = row.spell === undefined ? whole : spellings[row.spell]?.(whole);
  const inner = row.inner === undefined ? spelt : valueAt(spelt, row.inner);
  const texted =
    row.textOf === undefined ? inner : withValue(inner, row.textOf, JSON.stringify(valueAt(inner, row.textOf)));
  return (row.wrap ?? []).reduce<unknown>((value, name) => transports[name]?.(value), texted);
};

const { policy } = policyFrom('{}');

/** Hosts and ports that no row names. */
const stranger = ({ client }: { readonly client: string }) =>
  toldFlow(client.includes(':') ? '[2001:db8:dead::1] > [2001:db8:dead::2]:9 tcp' : '192.0.2.201 > 192.0.2.202:9 tcp');

const judge = (row: Row, entry: Awaited<ReturnType<typeof planInput>>[number]): void => {
  const told = (row.flows ?? []).map(toldFlow);
  for (const flow of told) {
    expect(shows(entry.filters, flow), JSON.stringify([flow, entry])).toBe(true);
    expect(showsAny(entry.filters, stranger(flow))).toBe(false);
    expect(entry.plannedFilters.every(({ breadthBits }) => breadthBits <= 168)).toBe(true);
  }
  for (const flow of (row.notFlows ?? []).map(toldFlow)) expect(showsAny(entry.filters, flow)).toBe(false);
  if (told.length === 0) expect(entry.filters).toEqual([]);
};

const outcomeOf = (row: Row): string => {
  if (row.refused !== undefined || row.needsNetwork) return 'refused';
  return row.none || row.held !== undefined ? 'ignored' : 'capture';
};

describe('events as nobody has sent them yet', () => {
  it.each(table)('$base: $name', async (row) => {
    const [entry, ...more] = await planInput({ file: 'event', text: JSON.stringify(eventFor(row)) }, { policy });

    expect(more).toEqual([]);
    if (!entry) throw new Error('no entry');
    expect([entry.outcome, entry.reason]).toEqual([outcomeOf(row), expect.stringContaining(row.held ?? '')]);
    judge(row, entry);
    expect(entry.drill).toBe(row.drill ?? false);
    expect(entry.reason).not.toBe('');
    if (row.refused) expect(entry.problems.map(({ path }) => path)).toContain(row.refused);
    if (entry.outcome === 'refused') expect(entry.problems.length).toBeGreaterThan(0);
    expect(entry.lead ?? {}).toMatchObject(JSON.parse(JSON.stringify({ account: row.account, region: row.region })));
  });
});
