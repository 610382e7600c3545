import { loadCaseView } from '../case-view.ts';
import { caseArgument } from '../cases/case-argument.ts';
import { needCase, openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import { type Command, exitCodes, flag } from '../command.ts';
import { caseReport } from '../render/case-report.ts';
import { painter } from '../render/colour.ts';

/** Shows a case. */
export const show: Command = {
  name: 'show',
  summary: 'show a case: why, how complete, where, what came, what was turned on',
  usage: '<case> [options]',
  options: { ...sourceOptions, json: { type: 'boolean' } },
  optionHelp: { ...sourceHelp, json: 'the whole case as one JSON document' },
  examples: ['flowtrap show c-4a544495250db9f04e3f2d031cabaffa38271193'],
  run: async (positionals, values, io) => {
    const caseId = caseArgument(positionals);
    const view = await reading(await openSource(values), async (source) => {
      await needCase(source, caseId);
      return await loadCaseView(source.cases, source.evidence, caseId);
    });
    io.out(
      flag(values, 'json') ? `${JSON.stringify(view, null, 2)}\n` : caseReport(view, painter(io.colour), io.width),
    );
    return exitCodes.ok;
  },
};
