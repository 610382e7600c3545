import { expect } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import { shows, showsAny, toldFlow } from '../../support/flow-judge.ts';

/** What must come of one trigger. */
export interface Expectation {
  /** Flows whose both directions the filters show. */
  readonly flows?: readonly string[];
  readonly notFlows?: readonly string[];
  /** Every address of ours that the filters name. */
  readonly ours?: readonly string[];
  /** Ignored, and no filter. */
  readonly none?: boolean;
  /** Policy holds it back, with this word in the reason; the filters are those that it would have. */
  readonly held?: string;
  /** Refused, with this path among the problems; empty: any. */
  readonly refused?: string;
  /** Captured all the same, with this path among the problems. */
  readonly flaw?: string;
  /** Only the network tells our address, so there is no filter yet. */
  readonly needsNetwork?: boolean;
  /** The finding's type or the alarm's name. */
  readonly type?: string;
  readonly drill?: boolean;
  readonly account?: string;
  readonly region?: string;
}

type Entry = Awaited<ReturnType<typeof planInput>>[number];

/** Hosts and ports that no case table names. */
const stranger = ({ client }: { readonly client: string }) =>
  toldFlow(client.includes(':') ? '[2001:db8:dead::1] > [2001:db8:dead::2]:9 tcp' : '192.0.2.201 > 192.0.2.202:9 tcp');

const judgeFlows = (expected: Expectation, entry: Entry): void => {
  const told = (expected.flows ?? []).map(toldFlow);
  for (const flow of told) {
    expect(shows(entry.filters, flow), JSON.stringify([flow, entry])).toBe(true);
    expect(showsAny(entry.filters, stranger(flow))).toBe(false);
    expect(entry.plannedFilters.every(({ breadthBits }) => breadthBits <= 168)).toBe(true);
  }
  for (const flow of (expected.notFlows ?? []).map(toldFlow)) expect(showsAny(entry.filters, flow)).toBe(false);
  if (told.length === 0) expect(entry.filters).toEqual([]);
};

const outcomeOf = (expected: Expectation): string => {
  if (expected.refused !== undefined || expected.needsNetwork) return 'refused';
  return expected.none || expected.held !== undefined ? 'ignored' : 'capture';
};

const oursIn = ({ lead }: Entry): readonly string[] =>
  (lead?.tuples ?? []).flatMap(({ subject }) => subject?.split('/')[0] ?? []);

const judgeEntry = (expected: Expectation, entry: Entry): void => {
  const { account, region, type } = expected;
  const paths = entry.problems.map(({ path }) => path);
  expect([entry.outcome, entry.reason]).toEqual([outcomeOf(expected), expect.stringContaining(expected.held ?? '')]);
  judgeFlows(expected, entry);
  expect(entry.drill).toBe(expected.drill ?? false);
  expect(entry.reason).not.toBe('');
  if (expected.ours) expect(new Set(oursIn(entry))).toEqual(new Set(expected.ours));
  if (expected.refused) expect(paths).toContain(expected.refused);
  if (expected.flaw) expect(paths).toContain(expected.flaw);
  if (entry.outcome === 'refused') expect(paths.length).toBeGreaterThan(0);
  expect(entry.lead ?? {}).toMatchObject(JSON.parse(JSON.stringify({ account, region, type })));
};

/** Plans a trigger by its text alone and compares what comes of each that it holds.
 * @param policy a policy document; absent: every member has its default */
export const judgeTrigger = async (
  trigger: unknown,
  expected: readonly Expectation[],
  policy: object = {},
): Promise<void> => {
  const settings = { policy: policyFrom(JSON.stringify(policy)).policy };
  const entries = await planInput({ file: 'event', text: JSON.stringify(trigger) }, settings);

  expect(entries.map(({ reason }) => reason)).toHaveLength(expected.length);
  entries.forEach((entry, index) => {
    judgeEntry(expected[index] ?? {}, entry);
  });
};
