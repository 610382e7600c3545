import { counted } from '../../domain/count-text.ts';
import { flowDirections, flowStates } from '../../domain/flow-rounds.ts';
import { protocolName } from '../../domain/protocol.ts';
import { visible } from '../../domain/visible-text.ts';
import type { ExportFlow } from '../export-flow.ts';
import { type Html, html, jsonForScript, trustedHtml } from './html.ts';

/** Rows that are there without a script. */
const STATIC_ROWS = 100;

const STATES = ['', ...flowStates];

const COLUMNS = [
  { title: 'State' },
  { title: 'Direction' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Protocol' },
  { title: 'Bytes', number: true },
  { title: 'Packets', number: true },
  { title: 'Age (s)', number: true },
  { title: 'Rounds' },
  { title: 'Service' },
  { title: 'Matched' },
];

/** Gives each text one number, in the order of first use. */
const numbering = () => {
  const numbers = new Map<string, number>();
  return {
    of: (text: string): number => {
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    },
    texts: () => [...numbers.keys()],
  };
};

const roundsText = ({ rounds = [] }: ExportFlow): string => rounds.join(' ');

/** A name in one piece: no blank is in it, and a very long one is cut. */
const nameText = (name: string): string => visible(name, 60).replaceAll(' ', '\u00a0');

/** An address and, behind a blank, the interface of ours that has it. */
const placeText = (address: string, interfaceId: string | undefined): string =>
  interfaceId === undefined ? address : `${address} ${nameText(interfaceId)}`;

/** The flows as one compact block of JSON: a text is written once, however many flows have it. */
const flowData = (flows: readonly ExportFlow[]): string => {
  const [addresses, rounds, words] = [numbering(), numbering(), numbering()];
  const rows = flows.map((flow) => [
    addresses.of(placeText(flow.source, flow.sourceInterfaceId)),
    flow.sourcePort ?? -1,
    addresses.of(placeText(flow.destination, flow.destinationInterfaceId)),
    flow.destinationPort ?? -1,
    flow.protocol,
    flow.bytes,
    flow.packets,
    flow.ageSeconds,
    STATES.indexOf(flow.state ?? ''),
    flowDirections.indexOf(flow.direction ?? 'unknown'),
    rounds.of(roundsText(flow)),
    words.of(nameText(flow.service ?? '')),
    words.of(nameText(flow.matched ?? '')),
  ]);
  const protocols = Object.fromEntries(flows.map(({ protocol }) => [protocol, protocolName(protocol)]));
  const names = { states: STATES, directions: flowDirections, protocols };
  const texts = { addresses: addresses.texts(), rounds: rounds.texts(), words: words.texts() };
  return jsonForScript({ ...names, ...texts, flows: rows });
};

/** Address and port, and below them the interface of ours. */
const endCell = (address: string, port: number | undefined, interfaceId: string | undefined): Html => {
  const shown = port !== undefined && address.includes(':') ? `[${address}]` : address;
  const owner = interfaceId === undefined ? undefined : html`<span class="owner">${nameText(interfaceId)}</span>`;
  return html`<td class="end">${port === undefined ? shown : `${shown}:${port}`}${owner}</td>`;
};

const row = (flow: ExportFlow): Html =>
  html`<tr><td class="state ${flow.state}">${flow.state}</td><td>${flow.direction ?? 'unknown'}</td>${endCell(flow.source, flow.sourcePort, flow.sourceInterfaceId)}${endCell(flow.destination, flow.destinationPort, flow.destinationInterfaceId)}<td>${protocolName(flow.protocol)}</td><td class="number">${flow.bytes}</td><td class="number">${flow.packets}</td><td class="number">${flow.ageSeconds}</td><td>${roundsText(flow)}</td><td class="service">${nameText(flow.service ?? '')}</td><td class="id">${nameText(flow.matched ?? '')}</td></tr>`;

const headCell = ({ title, number }: (typeof COLUMNS)[number], index: number): Html =>
  html`<th scope="col" data-column="${index}"${number ? trustedHtml(' class="number"') : undefined}><button type="button">${title}</button></th>`;

const option = (value: string): Html => html`<option value="${value}">${value}</option>`;

const controls = (): Html => html`<div class="controls" id="flow-controls" hidden>
<label for="flow-search">Find in addresses, ports, protocols, services<input id="flow-search" type="search" autocomplete="off" spellcheck="false"></label>
<label for="flow-state">State<select id="flow-state"><option value="">all</option>${flowStates.map(option)}</select></label>
<label for="flow-direction">Direction<select id="flow-direction"><option value="">all</option>${flowDirections.map(option)}</select></label>
</div>`;

/** The table of flows: the largest as plain rows, all of them as data for the page's script.
 * @param flows most bytes first */
export const flowTable = (flows: readonly ExportFlow[]): Html => {
  const shown = Math.min(STATIC_ROWS, flows.length);
  return html`${controls()}<p class="muted" id="flow-count" role="status">${shown} of ${counted(flows.length, 'flow')} shown, most bytes first</p>
<div class="wide" tabindex="0" role="region" aria-label="Flows"><table><thead><tr>${COLUMNS.map(headCell)}</tr></thead>
<tbody id="flow-rows">${flows.slice(0, STATIC_ROWS).map(row)}</tbody></table></div>
<button type="button" id="flow-more" hidden>Show 1,000 more</button>
<script type="application/json" id="flow-data">${trustedHtml(flowData(flows))}</script>`;
};
