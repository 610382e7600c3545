import { visible } from '../../domain/visible-text.ts';
import type { ExportFlow } from '../export-flow.ts';
import { flowGraph, talkerCharts } from './flow-charts.ts';
import { flowTable } from './flow-table.ts';
import { type Html, html, trustedHtml } from './html.ts';
import { bytesText, counted, countText, secondsText, timeText } from './numbers.ts';
import { pathChart } from './path-chart.ts';
import type { ReportCapture, ReportModel } from './report-model.ts';
import { roundsChart, timelineChart } from './round-charts.ts';

const MOST_PATHS = 8;
const MOST_TITLE = 120;

type Row = readonly (string | number | Html | undefined)[];

const cell = (value: Row[number]): Html =>
  html`<td${typeof value === 'number' ? trustedHtml(' class="number"') : undefined}>${value}</td>`;

const table = (label: string, titles: readonly string[], rows: readonly Row[]): Html => {
  const head = titles.map(
    (title, index) =>
      html`<th scope="col"${typeof rows[0]?.[index] === 'number' ? trustedHtml(' class="number"') : undefined}>${title}</th>`,
  );
  const body = rows.map((row) => html`<tr>${row.map(cell)}</tr>`);
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
};

const facts = (rows: readonly (readonly [string, string | number | Html | undefined])[]): Html =>
  html`<dl class="facts">${rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const section = (title: string, body: Html): Html => html`<section><h2>${title}</h2>${body}</section>`;

const note = (text: string): Html => html`<p class="muted">${text}</p>`;

const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

const stateCount = ({ flows }: ReportModel, state: string): number =>
  flows.filter((flow) => flow.state === state).length;

const changeText = (model: ReportModel): string => {
  const changes = [
    [stateCount(model, 'new'), 'new'],
    [stateCount(model, 'persistent'), 'persistent'],
    [stateCount(model, 'closed'), 'closed'],
  ] as const;
  const known = changes.filter(([count]) => count > 0).map(([count, name]) => `${countText(count)} ${name}`);
  return known.length === 0 ? '' : ` Over the rounds: ${known.join(', ')}.`;
};

const triggerText = ({ lead, planReason }: ReportModel): string =>
  lead ? `${lead.source} reported ${lead.type}, severity ${lead.severity}.` : `No lead was read: ${planReason}.`;

const farEnd = ({ source, destination, direction }: ExportFlow): string =>
  direction === 'inbound' ? source : destination;

const captureText = (model: ReportModel): string => {
  const { captures, flows, completeness } = model;
  if (captures.length === 0) return 'No flow capture was taken.';
  const firewalls = new Set(captures.map(({ firewallArn }) => nameOf(firewallArn)));
  const rounds = new Set(captures.map(({ round }) => round)).size;
  const where = `${counted(firewalls.size, 'firewall')} (${[...firewalls].join(', ')})`;
  const peers = new Set(flows.map(farEnd)).size;
  const bytes = flows.reduce((sum, flow) => sum + flow.bytes, 0);
  const late =
    completeness.secondsFromEventToCapture === undefined
      ? ''
      : `, the first ${secondsText(completeness.secondsFromEventToCapture)} after the event`;
  return `Flowtrap looked at ${where} in ${counted(rounds, 'round')}${late}, and found ${counted(flows.length, 'conversation')} with ${counted(peers, 'peer')}, ${bytesText(bytes)} or more.${changeText(model)}`;
};

/** Grade, reason and the figures that an analyst asks for first. */
export const headline = (model: ReportModel): Html => {
  const { grade, gradeReason, caseId, flows, flowLogs, completeness } = model;
  const bytes = flows.reduce((sum, flow) => sum + flow.bytes, 0);
  const figures: readonly (readonly [string, string | number])[] = [
    ['Conversations', countText(flows.length)],
    ['Bytes, at least', bytesText(bytes)],
    ['Zones answered', `${completeness.zonesAnswered} of ${completeness.zonesAsked}`],
    ['Rounds ended', `${completeness.roundsEnded} of ${completeness.roundsPlanned}`],
    ['Flow log decisions', flowLogs.length],
  ];
  return html`<header><span class="grade ${grade}">${grade}</span>
<h1>${visible(model.lead?.type ?? 'Case without a lead', MOST_TITLE)}</h1>
<p class="id muted">${caseId}</p>
<p>${triggerText(model)} ${captureText(model)}</p>
<p class="muted">${grade}: ${gradeReason}</p>
<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>`;
};

/** What started the case, on whom, and when. */
export const whatHappened = (model: ReportModel): Html => {
  const { lead, triggerAtMs, openedAtMs, closedAtMs, interfaces, executionArn } = model;
  const subjects = table(
    'Affected interfaces',
    ['Interface', 'Addresses', 'VPC', 'Subnet', 'Why'],
    interfaces.map((item) => [item.interfaceId, item.addresses.join(' '), item.vpcId, item.subnetId, item.reason]),
  );
  const rows = facts([
    ['Trigger', lead ? `${lead.source}: ${lead.type}` : undefined],
    ['Severity', lead?.severity],
    ['Account and Region', lead ? `${lead.account ?? 'unknown'}, ${lead.region ?? 'unknown'}` : undefined],
    ['Last seen by the source', triggerAtMs === undefined ? undefined : timeText(triggerAtMs)],
    ['Case opened', timeText(openedAtMs)],
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
    ['From', 'To', 'Protocols', 'Why'],
    filters.map(({ from, to, protocols, reason }) => [from, to, protocols, reason]),
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
      html`${note('As wide as the bytes. A conversation counts as much as its larger direction, so totals are lower bounds.')}${flowGraph(model)}`,
    ),
    section(
      'Top talkers',
      html`<div class="pair">${['By bytes', 'By conversations'].map((title, index) => html`<div><h3>${title}</h3>${talkerCharts(model)[index]}</div>`)}</div>`,
    ),
    section(
      'Rounds compared',
      html`${note('Only a round without gaps proves that a flow was not there. One round alone tells no change.')}${roundsChart(model)}`,
    ),
    section('Flows', flowTable(model.flows)),
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

/** How anybody checks the evidence that this page shows. */
export const verificationSection = ({ evidence, caseId }: ReportModel): Html => {
  const signed =
    evidence.keyId === undefined
      ? note('The manifest is not signed: nobody vouches for this evidence.')
      : html`<p>Without Flowtrap, in the folder of the package:</p><pre>openssl dgst -sha256 -verify trusted-key.pem -signature manifest.sig manifest.json
sha256sum manifest.json</pre><p>With Flowtrap, object by object:</p><pre>flowtrap verify ${caseId} --key trusted-key.pem</pre>`;
  return section(
    'Check this evidence',
    html`<p>This page is a picture of the evidence and no evidence itself. The manifest lists every object with its SHA-256, and its signature covers the manifest. Take the public key from the key's owner, not from the package.</p>${signed}${facts(
      [
        ['SHA-256 of manifest.json', html`<span class="id">${evidence.manifestSha256}</span>`],
        ['Signing key', evidence.keyId === undefined ? 'none' : html`<span class="id">${evidence.keyId}</span>`],
        ['Objects', `${evidence.objects}, ${bytesText(evidence.sizeBytes)}`],
        ['SHA-256 of the policy', html`<span class="id">${evidence.policySha256}</span>`],
        ['Code', html`<span class="id">${evidence.codeDigest}</span>`],
      ],
    )}`,
  );
};
