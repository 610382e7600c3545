import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { filterIdOf } from '../../functions/lib/domain/flow-context.ts';
import type { FlowFilter } from '../../functions/lib/domain/flow-filter.ts';
import { portText } from '../../functions/lib/domain/port-range.ts';
import { protocolName } from '../../functions/lib/domain/protocol.ts';
import { visible } from '../../functions/lib/domain/visible-text.ts';
import type { CaseView } from '../case-view.ts';
import type { Paint } from './colour.ts';
import { flowTableText } from './flow-table.ts';
import { table } from './table.ts';

const TOP_FLOWS = 12;

export const gradeStyle = (grade: string | undefined): 'green' | 'yellow' | 'red' =>
  grade === 'COMPLETE' || grade === 'EMPTY' ? 'green' : grade === 'PARTIAL' ? 'yellow' : 'red';

const end = (address: string | undefined, port: string): string =>
  `${address ?? 'any'}${port === '' ? '' : ` :${port}`}`;

/** The ends of a filter, as the domain has them or as a plan was printed. */
type FilterEnds = Pick<FlowFilter, 'sourcePort' | 'destinationPort'> & {
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
};

/** A filter as one reads it: `10.0.1.10/32 → 198.51.100.7/32 :443`. */
export const filterText = ({ source, sourcePort, destination, destinationPort }: FilterEnds): string =>
  `${end(source, sourcePort ? portText(sourcePort) : '')} → ${end(destination, destinationPort ? portText(destinationPort) : '')}`;

export const protocolsText = (protocols: readonly number[]): string =>
  protocols.length === 0 ? 'any' : protocols.map(protocolName).join(' ');

const filterRows = ({ record }: CaseView): readonly (readonly string[])[] =>
  record.plan.filters.map(({ filter, reason, breadthBits }) => [
    filterIdOf(filter),
    filterText(filter),
    protocolsText(filter.protocols),
    breadthBits.toFixed(1),
    reason,
  ]);

const zoneOf = ({ plan }: CaptureRecord): string => plan.slotZone;

const captureRows = ({ captures }: CaseView): readonly (readonly string[])[] =>
  captures.map((capture) => [
    `${capture.plan.firewallArn.split('/').at(-1)} ${zoneOf(capture)}`,
    String(capture.round),
    capture.grade ?? capture.status,
    String(capture.collection?.flowCount ?? 0),
    capture.flowRequestAtMs === undefined ? '' : new Date(capture.flowRequestAtMs).toISOString().slice(11, 19),
    capture.operationId ?? '',
  ]);

const flowLogRows = ({ flowLogs }: CaseView): readonly (readonly string[])[] =>
  flowLogs.map((log) => [
    log.resourceId,
    log.role,
    log.decision,
    log.flowLogId ?? '',
    log.leaseUntilMs === undefined ? '' : new Date(log.leaseUntilMs).toISOString(),
    visible(log.reason),
  ]);

const section = (paint: Paint, title: string, body: string): string =>
  body === '' ? '' : `\n${paint('bold', title)}\n${body}`;

const pathText = ({ record }: CaseView): string =>
  record.plan.paths
    .map(
      ({ interfaceId, outcome, confidence, hops, reason }) =>
        `  ${interfaceId} is ${outcome} (${confidence}): ${visible(reason)}\n${hops
          .map(({ at, route, note }) => `    ${[at, route, note].filter((part) => part !== undefined).join('   ')}\n`)
          .join('')}`,
    )
    .join('');

/** When it was opened again, and how often by now. */
const again = ({ reopenedAtMs, revision = 1 }: CaseRecord): readonly (readonly string[])[] =>
  reopenedAtMs === undefined ? [] : [['again', `${new Date(reopenedAtMs).toISOString()}, as revision ${revision}`]];

const headline = ({ record }: CaseView, paint: Paint): string => {
  const grade = record.grade ?? record.status;
  const { lead } = record.plan;
  const facts = [
    [
      'why',
      lead ? `${lead.drill ? 'a drill: ' : ''}${visible(lead.type)}, severity ${lead.severity}` : record.plan.reason,
    ],
    ['grade', `${paint(gradeStyle(record.grade), grade)}: ${visible(record.gradeReason ?? record.plan.reason)}`],
    ['opened', new Date(record.openedAtMs).toISOString()],
    ...again(record),
    ['execution', record.executionArn],
  ];
  return `${paint('bold', `Case ${record.caseId}`)}\n${facts.map(([name, text]) => `  ${name?.padEnd(10)} ${text}\n`).join('')}`;
};

const right = (title: string) => ({ title, align: 'right' as const });

const columns = {
  filters: [
    { title: 'id', whole: true, spare: 1 },
    { title: 'filter', whole: true },
    { title: 'protocol', whole: true, spare: 2 },
    { ...right('bits'), spare: 3 },
    { title: 'reason', spare: 4 },
  ],
  captures: [
    { title: 'firewall and zone' },
    right('round'),
    { title: 'grade', whole: true },
    right('flows'),
    { title: 'taken at', whole: true, spare: 1 },
    { title: 'operation', whole: true, spare: 2 },
  ],
  flowLogs: [
    { title: 'resource', whole: true },
    { title: 'role', whole: true, spare: 2 },
    { title: 'decision', whole: true },
    { title: 'flow log', whole: true, spare: 1 },
    { title: 'lease until', whole: true, spare: 3 },
    { title: 'reason', spare: 4 },
  ],
};

/** A case as text for a terminal: why, how complete, where, what was asked, what came, what was turned on. */
export const caseReport = (view: CaseView, paint: Paint, width: number): string => {
  const { flows } = view;
  const more = flows.length > TOP_FLOWS ? `  and ${flows.length - TOP_FLOWS} more\n` : '';
  const rows = (titles: readonly { readonly title: string }[], lines: readonly (readonly string[])[]): string =>
    lines.length === 0 ? '' : table(titles, lines, width);
  return [
    headline(view, paint),
    section(paint, 'Path', pathText(view)),
    section(paint, 'Filters', rows(columns.filters, filterRows(view))),
    section(paint, 'Captures', rows(columns.captures, captureRows(view))),
    section(paint, 'Flows', flows.length === 0 ? '' : flowTableText(flows.slice(0, TOP_FLOWS), width) + more),
    section(paint, 'Flow logs', rows(columns.flowLogs, flowLogRows(view))),
  ].join('');
};
