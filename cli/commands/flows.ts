import { canonicalJson } from '../../functions/lib/domain/canonical-json.ts';
import { csvLines } from '../../functions/lib/evidence/export-csv.ts';
import type { ExportFlow } from '../../functions/lib/evidence/export-flow.ts';
import { type OcsfContext, ocsfNetworkActivity } from '../../functions/lib/evidence/export-ocsf.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { type CaseView, loadCaseView } from '../case-view.ts';
import { caseArgument } from '../cases/case-argument.ts';
import { needCase, openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import { flowSelection, selectHelp, selectOptions } from '../cases/select-flows.ts';
import { type Command, exitCodes, flag, type Io, type OptionValues, textOption, UsageError } from '../command.ts';
import { flowTableText } from '../render/flow-table.ts';

const OUTPUTS = ['table', 'json', 'csv', 'ocsf'] as const;
type Output = (typeof OUTPUTS)[number];

const outputFrom = (values: OptionValues): Output => {
  const text = textOption(values, 'output') ?? (flag(values, 'json') ? 'json' : 'table');
  const output = OUTPUTS.find((known) => known === text);
  if (output === undefined) throw new UsageError(`--output takes one of ${OUTPUTS.join(', ')}`);
  return output;
};

/** What OCSF wants beside a flow; of several rounds and firewalls, the last round's. */
const contextOf = ({ record, captures }: CaseView): OcsfContext => {
  const last = captures.toSorted((a, b) => b.round - a.round)[0];
  return {
    caseId: record.caseId,
    account: last?.plan.account ?? '',
    region: last?.plan.region ?? '',
    observedAtMs: last?.flowRequestAtMs ?? last?.firedAtMs ?? record.openedAtMs,
    productVersion: packageJson.version,
  };
};

const print = (output: Output, flows: readonly ExportFlow[], { view, io }: { view: CaseView; io: Io }): void => {
  if (output === 'table') io.out(flowTableText(flows, io.width));
  else if (output === 'json') io.out(`${JSON.stringify(flows, null, 2)}\n`);
  else if (output === 'csv') for (const line of csvLines(flows)) io.out(line);
  else {
    const context = contextOf(view);
    for (const flow of flows) io.out(`${canonicalJson(ocsfNetworkActivity(flow, context))}\n`);
  }
};

/** Lists a case's flows. */
export const flows: Command = {
  name: 'flows',
  summary: "list a case's flows, joined over rounds and zones",
  usage: '<case> [options]',
  options: { ...selectOptions, output: { type: 'string' }, json: { type: 'boolean' }, ...sourceOptions },
  optionHelp: {
    ...selectHelp,
    output: `${OUTPUTS.join(', ')}: CSV that no spreadsheet runs, OCSF Network Activity one event a line`,
    json: 'same as --output json',
    ...sourceHelp,
  },
  examples: [
    'flowtrap flows c-4a544495250db9f04e3f2d031cabaffa38271193 --state persistent',
    'flowtrap flows c-4a544495250db9f04e3f2d031cabaffa38271193 --port 443 --output csv > flows.csv',
  ],
  run: async (positionals, values, io) => {
    const caseId = caseArgument(positionals);
    const select = flowSelection(values);
    const output = outputFrom(values);
    const view = await reading(await openSource(values), async (source) => {
      await needCase(source, caseId);
      return await loadCaseView(source.cases, source.evidence, caseId);
    });
    const selected = select(view.flows);
    if (output !== 'table' || selected.length > 0) print(output, selected, { view, io });
    else io.err(`${view.flows.length === 0 ? 'no flow was found in' : 'no flow matches, of'} ${caseId}\n`);
    return exitCodes.ok;
  },
};
