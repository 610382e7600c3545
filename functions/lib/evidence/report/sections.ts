import { visible } from '../../domain/visible-text.ts';
import { directionKeys, flowGraph, talkerCharts } from './flow-charts.ts';
import { flowTable } from './flow-table.ts';
import { type Html, html } from './html.ts';
import { secondsText, timeText } from './numbers.ts';
import { facts, nameOf, note, type Row, section, table } from './page-parts.ts';
import { pathChart } from './path-chart.ts';
import type { ReportCapture, ReportModel } from './report-model.ts';
import { roundsChart, timelineChart } from './round-charts.ts';
import { triggerWords } from './trigger-words.ts';

const MOST_PATHS = 8;
const MOST_TITLE = 120;

/** What started the case, on whom, and when. */
export const whatHappened = (model: ReportModel): Html => {
  const { lead, triggerAtMs, openedAtMs, reopenedAtMs, closedAtMs, interfaces, executionArn } = model;
  const subjects = table(
    'Affected interfaces',
    ['Interface', 'Addresses', 'VPC', 'Subnet', 'Why'],
    interfaces.map((item) => [item.interfaceId, item.addresses.join(' '), item.vpcId, item.subnetId, item.reason]),
  );
  const rows = facts([
    ['Trigger', lead ? triggerWords(lead) : undefined],
    ['Severity', lead?.severity],
    ['Account and Region', lead ? `${lead.account ?? 'unknown'}, ${lead.region ?? 'unknown'}` : undefined],
    ['Last seen by the source', triggerAtMs === undefined ? undefined : timeText(triggerAtMs)],
    ['Case opened', timeText(openedAtMs)],
    ['Case opened again', reopenedAtMs === undefined ? undefined : timeText(reopenedAtMs)],
    ['Case closed', timeText(closedAtMs)],
    ['Plan', model.planReason],
    ['Execution', html`<span class="id">${executionArn}</span>`],
  ]);
  return section(
    'What happened',
    html`${rows}${interfaces.length > 0 ? html`<h3>Affected interfaces</h3>${subjects}` : undefined}`,
  );
};

/** The path of each interface as a picture, with the routes that prove it. */
export const pathSection = ({ paths }: ReportModel): Html => {
  const pictures = paths
    .slice(0, MOST_PATHS)
    .map(
      (path) =>
        html`<h3>${visible(`${path.interfaceId}: ${path.outcome} (${path.confidence})`, MOST_TITLE)}</h3>${note(path.reason)}${path.hops.length > 0 ? pathChart(path) : undefined}`,
    );
  const more =
    paths.length > MOST_PATHS ? note(`${paths.length - MOST_PATHS} more paths are in plan.json.`) : undefined;
  return section('Path', paths.length === 0 ? note('No path was looked for.') : html`${pictures}${more}`);
};

const captureRow = (capture: ReportCapture): Row => [
  `${nameOf(capture.firewallArn)}, ${capture.place}`,
  capture.round,
  capture.grade ?? 'not ended',
  capture.flows ?? 0,
  capture.clocks.flowRequestAtMs === undefined ? '' : timeText(capture.clocks.flowRequestAtMs),
  capture.clocks.differenceMs === undefined ? '' : `${capture.clocks.differenceMs} ms`,
  html`<span class="id">${capture.operationId}</span>`,
  capture.gradeReason,
];

/** When what was asked, answered and ended. */
export const timelineSection = (model: ReportModel): Html => {
  const { captures, filters } = model;
  const rounds = table(
    'Capture rounds',
    ['Firewall and zone', 'Round', 'Grade', 'Flows', 'Identified at (AWS)', 'Clock difference', 'Operation', 'Reason'],
    captures.map(captureRow),
  );
  const asked = table(
    'Filters',
    ['Id', 'From', 'To', 'Protocols', 'Why'],
    filters.map(({ filterId, from, to, protocols, reason }) => [
      html`<span class="id">${filterId}</span>`,
      from,
      to,
      protocols,
      reason,
    ]),
  );
  return section(
    'Timeline',
    html`${timelineChart(model)}${captures.length > 0 ? html`<h3>Captures</h3>${rounds}` : undefined}${filters.length > 0 ? html`<h3>What was asked for</h3>${asked}` : undefined}`,
  );
};

/** Who talked to whom, and who most. */
export const flowSections = (model: ReportModel): readonly Html[] => {
  if (model.flows.length === 0) return [section('Flows', note('No flow was found.'))];
  return [
    section(
      'Who talked to whom',
      html`${note('As wide as the bytes. A conversation counts as much as its larger direction, so totals are lower bounds.')}${directionKeys(model)}${flowGraph(model)}`,
    ),
    section(
      'Top talkers',
      html`<div class="pair">${['By bytes', 'By conversations'].map((title, index) => html`<div><h3>${title}</h3>${talkerCharts(model)[index]}</div>`)}</div>`,
    ),
    section(
      'Rounds compared',
      html`${note('Only a round without gaps proves that a flow was not there. One round alone tells no change.')}${roundsChart(model)}`,
    ),
    section(
      'Flows',
      html`${note('Matched is the id of the filter that admits a flow, under Timeline; collateral came back although no filter admits it. The service is what usually has the port.')}${flowTable(model.flows)}`,
    ),
  ];
};

/** What was decided for flow logs. */
export const flowLogSection = ({ flowLogs }: ReportModel): Html =>
  section(
    'Flow logs',
    flowLogs.length === 0
      ? note('No flow log was asked for.')
      : table(
          'Flow logs',
          ['Resource', 'Role', 'Decision', 'Flow log', 'Until', 'Reason'],
          flowLogs.map((log) => [
            log.resourceId,
            log.role,
            log.decision,
            log.flowLogId,
            log.leaseUntilMs === undefined ? '' : timeText(log.leaseUntilMs),
            log.reason,
          ]),
        ),
  );

const optionalSeconds = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : secondsText(seconds);

/** What is not in the evidence, and how late it was taken. */
export const completenessSection = ({ completeness: facts_ }: ReportModel): Html =>
  section(
    'How complete this is',
    facts([
      ['Zones', `${facts_.zonesAnswered} of ${facts_.zonesAsked} answered`],
      ['Rounds', `${facts_.roundsEnded} of ${facts_.roundsPlanned} ended`],
      ['Pages of results', facts_.pages],
      ['Not asked for', `flows younger than ${facts_.minimumFlowAgeSeconds} s`],
      ['From activity to event', optionalSeconds(facts_.secondsFromActivityToEvent)],
      ['From event to case', optionalSeconds(facts_.secondsFromEventToCase)],
      ['From event to first capture', optionalSeconds(facts_.secondsFromEventToCapture)],
      ['Rows that do not read', facts_.unreadableRows],
      ["Other captures' flows", facts_.foreignFlows],
      ['Dropped', facts_.dropped.length === 0 ? 'nothing' : facts_.dropped.join('; ')],
      ['Paths not known', facts_.pathsNotKnown.length === 0 ? 'none' : facts_.pathsNotKnown.join(' ')],
    ]),
  );
