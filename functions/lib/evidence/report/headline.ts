import { counted, countText } from '../../domain/count-text.ts';
import { gradeMeanings } from '../../domain/grade.ts';
import { visible } from '../../domain/visible-text.ts';
import type { ExportFlow } from '../export-flow.ts';
import { type Html, html } from './html.ts';
import { bytesText, secondsText } from './numbers.ts';
import { nameOf } from './page-parts.ts';
import type { ReportModel } from './report-model.ts';
import { triggerWords } from './trigger-words.ts';

const MOST_TITLE = 120;

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

const triggerText = ({ lead, planReason }: ReportModel): string => {
  if (!lead) return `No lead was read: ${planReason}.`;
  const drill = lead.drill ? 'A drill: ' : '';
  return `${drill}${triggerWords(lead)}, severity ${lead.severity}.`;
};

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
<p class="muted">${grade}: ${gradeMeanings[grade]}. ${gradeReason}</p>
<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></header>`;
};
