import { flowDirections } from '../../domain/flow-rounds.ts';
import type { Talker } from '../../domain/top-talkers.ts';
import { visible } from '../../domain/visible-text.ts';
import type { ExportFlow } from '../export-flow.ts';
import { colours, drawChart, labelStyle, roomFor } from './chart.ts';
import { type Html, html } from './html.ts';
import { bytesText } from './numbers.ts';
import type { ReportModel } from './report-model.ts';

const WIDTH = 960;
const MOST_PEERS = 14;
const OTHERS = 'all other peers';
/** Of the left side: where flows of others came with the subject's, there can be as many addresses as flows. */
const MOST_ADDRESSES = 14;
const OTHER_ADDRESSES = 'all other addresses';
/** Characters of a label: the longest IPv6 address fits, and so do an IPv4 address and its interface. */
const MOST_LABEL = 45;

const COLOUR_OF = {
  outbound: colours.accent,
  inbound: colours.new,
  internal: colours.persistent,
  unknown: colours.unknown,
};

const DIRECTION_TEXT: Readonly<Record<keyof typeof COLOUR_OF, string>> = {
  outbound: 'opened by the subject',
  inbound: 'opened by the peer',
  internal: 'between addresses of the subject',
  unknown: 'who opened it is not known',
};

/** The subject's end and the far end of a flow; of a flow that the subject has no end of, its own two. */
const endsOf = ({ source, destination, direction }: ExportFlow): readonly [string, string] =>
  direction === 'inbound' ? [destination, source] : [source, destination];

/** What each colour of the graph says, for the colours that are in it. */
export const directionKeys = ({ flows }: ReportModel): Html => {
  const used = new Set(flows.map(({ direction = 'unknown' }) => direction));
  const shown = flowDirections.filter((direction) => used.has(direction));
  return html`<ul class="keys">${shown.map((direction) => html`<li class="${direction}">${DIRECTION_TEXT[direction]}</li>`)}</ul>`;
};

interface Link {
  readonly from: string;
  readonly to: string;
  readonly direction: keyof typeof COLOUR_OF;
  bytes: number;
  flows: number;
}

/** The addresses of the left side that have the most bytes. */
const heaviest = (flows: readonly ExportFlow[]): ReadonlySet<string> => {
  const bytesOf = new Map<string, number>();
  for (const flow of flows) {
    const [from] = endsOf(flow);
    bytesOf.set(from, (bytesOf.get(from) ?? 0) + flow.bytes);
  }
  const sorted = [...bytesOf].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Set(sorted.slice(0, MOST_ADDRESSES).map(([address]) => address));
};

const linksOf = ({ flows, talkers }: ReportModel): readonly Link[] => {
  const left = heaviest(flows);
  const shown = new Set<string>(talkers.byBytes.slice(0, MOST_PEERS).map(({ address }) => address));
  const links = new Map<string, Link>();
  for (const flow of flows) {
    const [near, far] = endsOf(flow);
    const from = left.has(near) ? near : OTHER_ADDRESSES;
    const to = shown.has(far) ? far : OTHERS;
    const direction = flow.direction ?? 'unknown';
    const key = JSON.stringify([from, to, direction]);
    const link = links.get(key) ?? { from, to, direction, bytes: 0, flows: 0 };
    link.bytes += flow.bytes;
    link.flows += 1;
    links.set(key, link);
  }
  return [...links.values()];
};

/** Which interface of ours an address belongs to: the subject's own, and peers that flows reveal. */
const ownersOf = ({ interfaces, flows }: ReportModel): ReadonlyMap<string, string> => {
  const owners = new Map<string, string>();
  for (const { source, sourceInterfaceId, destination, destinationInterfaceId } of flows) {
    if (sourceInterfaceId !== undefined) owners.set(source, sourceInterfaceId);
    if (destinationInterfaceId !== undefined) owners.set(destination, destinationInterfaceId);
  }
  for (const { interfaceId, addresses } of interfaces)
    for (const address of addresses) owners.set(address, interfaceId);
  return owners;
};

const node = (name: string, text: string, depth: number) => ({
  name,
  depth,
  itemStyle: { color: depth === 0 ? colours.accent : colours.muted },
  label: { formatter: () => text, position: depth === 0 ? 'left' : 'right' },
});

/** Who talked to whom: the subject's addresses on the left, the peers on the right, as wide as the bytes. */
export const flowGraph = (model: ReportModel): Html => {
  const links = linksOf(model);
  const owners = ownersOf(model);
  const left = [...new Set(links.map(({ from }) => from))];
  const right = [...new Set(links.map(({ to }) => to))];
  if (links.length === 0) return html``;
  const placeText = (address: string): string =>
    visible([address, owners.get(address)].filter(Boolean).join('  '), MOST_LABEL);
  return drawChart({
    label: `${left.length} addresses on the left talk to ${right.length} on the right, by bytes`,
    width: WIDTH,
    height: Math.max(120, 36 * Math.max(left.length, right.length)),
    option: {
      series: [
        {
          type: 'sankey',
          silent: true,
          // Labels stand outside, where no line runs through them.
          left: roomFor(left.map(placeText)),
          right: roomFor(right.map(placeText)),
          top: 8,
          bottom: 8,
          nodeGap: 20,
          nodeWidth: 10,
          layoutIterations: 32,
          label: { ...labelStyle },
          data: [
            ...left.map((address) => node(`l ${address}`, placeText(address), 0)),
            ...right.map((address) => node(`r ${address}`, placeText(address), 1)),
          ],
          links: links.map(({ from, to, direction, bytes }) => ({
            source: `l ${from}`,
            target: `r ${to}`,
            // A flow without bytes is a flow all the same, so it has a width.
            value: Math.max(1, bytes),
            lineStyle: { color: COLOUR_OF[direction], opacity: 0.35 },
          })),
        },
      ],
    },
  });
};

/** IPv4 addresses are shorter; the longest IPv6 address must fit as well. */
const LONG_ADDRESS = 20;

interface Bars {
  readonly label: string;
  readonly talkers: readonly Talker[];
  readonly measureOf: (talker: Talker) => number;
  readonly textOf: (value: number) => string;
}

const bars = ({ label, talkers, measureOf, textOf }: Bars): Html => {
  const names = talkers.map(({ address }) => address);
  const fontSize = names.some(({ length }) => length > LONG_ADDRESS) ? 10 : 12;
  return drawChart({
    label,
    width: 470,
    height: 24 + talkers.length * 26,
    option: {
      grid: { left: roomFor(names, fontSize), right: 70, top: 4, bottom: 4, outerBoundsMode: 'none' },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...labelStyle, interval: 0, fontSize },
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barMaxWidth: 16,
          itemStyle: { color: colours.accent },
          data: talkers.map(measureOf),
          label: {
            ...labelStyle,
            show: true,
            position: 'right',
            formatter: ({ value }: { readonly value: number }) => textOf(value),
          },
        },
      ],
    },
  });
};

/** The peers with the most bytes, and those with the most conversations. */
export const talkerCharts = ({ talkers }: ReportModel): readonly Html[] =>
  talkers.byBytes.length === 0
    ? []
    : [
        bars({
          label: 'Top talkers by bytes',
          talkers: talkers.byBytes,
          measureOf: ({ bytes }) => bytes,
          textOf: bytesText,
        }),
        bars({
          label: 'Top talkers by conversations',
          talkers: talkers.byConversations,
          measureOf: ({ conversations }) => conversations,
          textOf: String,
        }),
      ];
