import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { PlanEntry } from '../plan/schema/plan-entry.ts';
import { filterText, protocolsText } from './case-report.ts';
import type { Paint } from './colour.ts';
import { table } from './table.ts';

const STYLES = { capture: 'green', ignored: 'dim', refused: 'red' } as const;

const right = (title: string) => ({ title, align: 'right' as const });

const headline = (entry: PlanEntry, paint: Paint): string =>
  `${paint('bold', visible(entry.file))}  ${paint(STYLES[entry.outcome], entry.outcome)}${entry.drill ? ' (drill)' : ''}: ${visible(entry.reason)}\n`;

const leadLines = ({ lead, caseKey }: PlanEntry): readonly string[] =>
  lead
    ? [
        `  lead      ${lead.source}: ${visible(lead.type)}, severity ${lead.severity}, account ${lead.account ?? 'unknown'}, ${lead.region ?? 'Region unknown'}`,
        `  case      ${caseKey}`,
        ...lead.subjects.map((subject) => `  subject   ${subjectText(subject)}`),
        ...lead.notes.map((note) => `  note      ${visible(note)}`),
      ]
    : [];

const subjectText = (subject: NonNullable<PlanEntry['lead']>['subjects'][number]): string => {
  const { kind, ...facts } = subject;
  const shown = Object.values(facts)
    .flat()
    .filter((fact) => typeof fact === 'string');
  return `${kind} ${visible(shown.join(' '))}`;
};

const filterTable = ({ plannedFilters, held }: PlanEntry, width: number): string =>
  plannedFilters.length === 0
    ? ''
    : table(
        [
          { title: held ? 'would-be filter, not captured' : 'filter' },
          { title: 'protocol' },
          right('bits'),
          { title: 'reason' },
        ],
        plannedFilters.map(({ filter, breadthBits, reason }) => [
          filterText(filter),
          protocolsText(filter.protocols),
          breadthBits.toFixed(1),
          reason,
        ]),
        width,
      );

const pathLines = ({ paths, captures }: PlanEntry): readonly string[] => [
  ...paths.flatMap(({ interfaceId, outcome, confidence, reason, hops }) => [
    `  path      ${interfaceId} is ${outcome} (${confidence}): ${visible(reason)}`,
    ...hops.map(
      ({ at, route, note }) => `            ${[at, route, note].filter((part) => part !== undefined).join('   ')}`,
    ),
  ]),
  ...captures.map(
    ({ firewallArn, slotZone, filters, rounds, minimumFlowAgeSeconds }) =>
      `  capture   ${firewallArn} in ${slotZone}: ${filters.length} filters, ${rounds} rounds, flows of at least ${minimumFlowAgeSeconds} s`,
  ),
];

const callLines = ({ calls }: PlanEntry): readonly string[] =>
  calls.map(({ service, operation, account, region, times, input }) => {
    const where = account === null ? '' : ` in ${account}/${region}`;
    return `  call      ${service} ${operation}${where}${times > 1 ? `, ${times} times` : ''}: ${visible(JSON.stringify(input), 2_000)}`;
  });

const usd = (amount: number): string => `$${amount.toFixed(amount < 0.1 ? 5 : 2)}`;

const costLines = ({ cost }: PlanEntry): readonly string[] => {
  if (!cost) return [];
  const logs = cost.perFlowLogGbUsd === null ? '' : `, and ${usd(cost.perFlowLogGbUsd)} for each GB of flow logs`;
  const flows = `${usd(cost.perThousandFlowsUsd)} for each 1,000 flows that a round finds`;
  return [`  cost      about ${usd(cost.caseUsd)}, ${flows}${logs}`];
};

/** One event's plan as text for a person. */
export const planText = (entry: PlanEntry, paint: Paint, width: number): string => {
  const problems = entry.problems.map(
    ({ path, problem, allowed }) => `  problem   ${visible(path)}: ${visible(problem)}; allowed: ${visible(allowed)}`,
  );
  const held = entry.held ? ['  held      by policy alone: nothing is captured, what follows is what would be'] : [];
  const dropped = entry.dropped.map(({ reason }) => `  dropped   ${visible(reason)}`);
  const merged = entry.merged.map(
    ({ tuple, reason }) => `  merged    ${visible(tuple.reason)}: ${visible(reason)}; no flow more or less`,
  );
  const lines = [
    ...held,
    ...leadLines(entry),
    ...problems,
    ...dropped,
    ...merged,
    ...pathLines(entry),
    ...callLines(entry),
    ...costLines(entry),
  ]
    .map((line) => `${line}\n`)
    .join('');
  return `${headline(entry, paint)}${lines}${filterTable(entry, width)}\n`;
};
