import { readFile } from 'node:fs/promises';
import { recordedReaders } from '../../functions/lib/adapters/recorded-readers.ts';
import { policyFrom } from '../../functions/lib/adapters/ssm-policy-source.ts';
import type { PlanReaders } from '../../functions/lib/planning/plan-lead.ts';
import type { Policy } from '../../functions/lib/policy/policy.ts';
import { type Command, exitCodes, flag, type OptionValues, textOption, UsageError } from '../command.ts';
import { planInput } from '../plan/plan-entry.ts';
import { readInputs } from '../plan/read-inputs.ts';
import type { PlanEntry } from '../plan/schema/plan-entry.ts';
import { planSummary } from '../plan/summary.ts';
import { painter } from '../render/colour.ts';
import { planText } from '../render/plan-text.ts';

const contentOf = async (file: string): Promise<string> =>
  await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`cannot read ${file}`);
  });

const policyOption = async (values: OptionValues): Promise<Policy> => {
  const file = textOption(values, 'policy');
  return policyFrom(file === undefined ? '{}' : await contentOf(file)).policy;
};

const worldOption = async (values: OptionValues): Promise<PlanReaders | undefined> => {
  const file = textOption(values, 'world');
  if (file === undefined) return undefined;
  return recordedReaders(JSON.parse(await contentOf(file)));
};

const nowOption = (values: OptionValues): number | undefined => {
  const at = textOption(values, 'at');
  if (at === undefined) return undefined;
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) throw new UsageError('--at takes a time, such as 2026-01-01T00:00:00Z');
  return ms;
};

/** Says what would be captured for events or requests, without any AWS call. */
export const plan: Command = {
  name: 'plan',
  summary: 'say what would be captured for events or requests, without any AWS call',
  usage: '<file|folder|-> [options]',
  options: {
    json: { type: 'boolean' },
    summary: { type: 'boolean' },
    policy: { type: 'string' },
    world: { type: 'string' },
    at: { type: 'string' },
    'run-drill': { type: 'boolean' },
  },
  optionHelp: {
    json: 'an array with one object an event',
    summary: 'totals by outcome and reason',
    policy: 'a policy document; every member has a default',
    world: 'a recorded network, with its alarms, to prove paths in; without it, filters come from the event alone',
    at: "plan as of this time; by default each event's own, so that old events are not late",
    'run-drill': 'plan as "capture --event … --run-drill" would run it: sample findings too, whatever their severity',
  },
  examples: [
    'flowtrap plan simulator/events/backdoor-c2.json',
    'flowtrap plan simulator/events/backdoor-c2.json --world simulator/worlds/beacon.json',
    'flowtrap plan findings/ --summary',
    'aws guardduty get-findings … | flowtrap plan - --json',
  ],
  run: async ([path, ...more], values, io) => {
    if (path === undefined || more.length > 0) throw new UsageError('name one file or folder, or - for standard input');
    const [policy, readers, inputs] = await Promise.all([
      policyOption(values),
      worldOption(values),
      readInputs(path, io.stdin),
    ]);
    const settings = { policy, readers, nowMs: nowOption(values), runDrill: flag(values, 'run-drill') };
    const entries: PlanEntry[] = [];
    for (const input of inputs) entries.push(...(await planInput(input, settings)));
    if (flag(values, 'json')) io.out(`${JSON.stringify(entries, null, 2)}\n`);
    else if (!flag(values, 'summary'))
      for (const entry of entries) io.out(planText(entry, painter(io.colour), io.width));
    if (flag(values, 'summary')) (flag(values, 'json') ? io.err : io.out)(planSummary(entries, io.width));
    return exitCodes.ok;
  },
};
