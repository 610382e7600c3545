import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { grades } from '../../functions/lib/domain/grade.ts';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import { parseAccountId } from '../../functions/lib/triggers/aws-ids.ts';
import { interfaceOption, timeFrom } from '../cases/case-argument.ts';
import type { CaseSource, Period } from '../cases/case-source.ts';
import { openSource, reading, sourceHelp, sourceOptions } from '../cases/open-source.ts';
import { type Command, exitCodes, flag, type OptionValues, textOption, UsageError } from '../command.ts';
import { table } from '../render/table.ts';

const GRADES = [...grades, 'OPEN'];

const gradeOf = ({ grade, status }: CaseRecord): string => grade ?? status;

const accountsOf = ({ plan }: CaseRecord): readonly string[] =>
  [plan.lead?.account, ...plan.interfaces.map(({ account }) => account)].filter((account) => account !== undefined);

const interfacesOf = ({ plan }: CaseRecord): readonly string[] => plan.interfaces.map(({ interfaceId }) => interfaceId);

type Test = (record: CaseRecord) => boolean;

const filterFrom = (values: OptionValues): Test => {
  const grade = textOption(values, 'grade')?.toUpperCase();
  const account = textOption(values, 'account');
  if (account !== undefined && parseAccountId(account) === undefined)
    throw new UsageError('--account takes the 12 digits of an account');
  if (grade !== undefined && !GRADES.includes(grade)) throw new UsageError(`--grade takes one of ${GRADES.join(', ')}`);
  return (record) =>
    (grade === undefined || gradeOf(record) === grade) &&
    (account === undefined || accountsOf(record).includes(account));
};

/** Cases that an interface triggered, and those whose flows revealed it. */
const interfaceFilter = async (values: OptionValues, { casesOf }: CaseSource): Promise<Test> => {
  const interfaceId = interfaceOption(values);
  if (interfaceId === undefined) return () => true;
  const caseIds = await casesOf(interfaceId);
  return (record) => interfacesOf(record).includes(interfaceId) || caseIds.has(record.caseId);
};

const periodFrom = (values: OptionValues, nowMs: number): Period => {
  const sinceMs = timeFrom('since', textOption(values, 'since'), nowMs);
  const untilMs = timeFrom('until', textOption(values, 'until'), nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs > untilMs)
    throw new UsageError('--since is after --until: no case can match');
  return { sinceMs, untilMs };
};

const row = (record: CaseRecord): readonly string[] => [
  record.caseId,
  new Date(record.openedAtMs).toISOString().slice(0, 19),
  gradeOf(record),
  record.flowCount === undefined ? '' : String(record.flowCount),
  interfacesOf(record)[0] ?? '',
  visible(record.plan.lead?.type ?? record.plan.reason, 80),
];

const COLUMNS = [
  { title: 'case', whole: true },
  { title: 'opened (UTC)', whole: true, spare: 1 },
  { title: 'grade', whole: true },
  { title: 'flows', align: 'right' as const, spare: 2 },
  { title: 'interface', whole: true, spare: 3 },
  { title: 'why', spare: 4 },
];

const summaryOf = (record: CaseRecord) => ({
  caseId: record.caseId,
  openedAt: new Date(record.openedAtMs).toISOString(),
  grade: gradeOf(record),
  gradeReason: record.gradeReason ?? null,
  flows: record.flowCount ?? null,
  interfaces: interfacesOf(record),
  accounts: [...new Set(accountsOf(record))],
  type: record.plan.lead?.type ?? null,
});

/** What the command reaches outside of its own process. */
export interface CasesDeps {
  readonly source: (values: OptionValues) => Promise<CaseSource>;
  readonly nowMs: () => number;
}

/** The command on the given cases and clock. */
export const casesWith = (deps: CasesDeps): Command => ({
  name: 'cases',
  summary: 'list cases by time, grade, interface or account',
  usage: '[options]',
  options: {
    since: { type: 'string' },
    until: { type: 'string' },
    grade: { type: 'string' },
    interface: { type: 'string' },
    account: { type: 'string' },
    ...sourceOptions,
    json: { type: 'boolean' },
  },
  optionHelp: {
    since: 'opened at or after a time (2026-01-31T12:00:00Z) or an age (90m, 24h, 7d)',
    until: 'opened at or before a time or an age',
    grade: `one of ${GRADES.join(', ')}`,
    interface: 'an interface, eni-…: the trigger named it, or the captured flows revealed it',
    account: 'an account, 12 digits',
    ...sourceHelp,
    json: 'an array with one object a case',
  },
  examples: [
    'flowtrap cases',
    'flowtrap cases --since 24h --grade PARTIAL',
    'flowtrap cases --interface eni-04b8d1c6e2f70a935 --json',
  ],
  run: async ([extra], values, io) => {
    if (extra !== undefined) throw new UsageError(`"${extra}" is too much: cases takes options only`);
    const isWanted = filterFrom(values);
    interfaceOption(values);
    const period = periodFrom(values, deps.nowMs());
    const source = await deps.source(values);
    const found = await reading(source, async () => {
      const [all, concerns] = await Promise.all([source.list(period), interfaceFilter(values, source)]);
      return all.filter((record) => isWanted(record) && concerns(record));
    });
    if (flag(values, 'json')) io.out(`${JSON.stringify(found.map(summaryOf), null, 2)}\n`);
    else if (found.length > 0) io.out(table(COLUMNS, found.map(row), io.width));
    else io.err(`no case in ${source.place} matches\n`);
    return exitCodes.ok;
  },
});

/** Lists cases. */
export const cases: Command = casesWith({ source: openSource, nowMs: Date.now });
