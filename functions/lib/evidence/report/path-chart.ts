import { visible } from '../../domain/visible-text.ts';
import { colours, drawChart, labelStyle } from './chart.ts';
import type { Html } from './html.ts';
import type { ReportPath } from './report-model.ts';

type Hop = ReportPath['hops'][number];

const WIDTH = 960;
const BOX_WIDTH = 210;
const BOX_HEIGHT = 28;
/** Characters of a caption's line, which ends before the other column or the edge. */
const CAPTION = [58, 50];
const LINES = 2;
const STEP = 78;
const TOP = 44;
const COLUMNS_X = [110, 590];

/** Hops that the answer passes are marked by the path's own note. */
const isAnswer = ({ note = '' }: Hop): boolean => note.startsWith('answer');

const isFirewall = ({ at, note = '' }: Hop): boolean => at.startsWith('vpce-') || note.includes('endpoint of');

const short = (text: string, length: number): string => visible(text, length);

/** A firewall's ARN says more than a picture can hold: its name is enough. */
const noteText = (note: string): string => note.replace(/arn:\S*firewall\//, '').replace(/^answer(: ?|$)/, '');

/** Text in lines of at most `width` characters: two, and the second is cut where there is more. */
const inLines = (text: string, width: number): readonly string[] => {
  const shown = short(text, width * LINES);
  if (shown.length <= width) return shown === '' ? [] : [shown];
  const space = shown.lastIndexOf(' ', width);
  const end = space > width / 2 ? space : width;
  return [shown.slice(0, end), short(shown.slice(end).trimStart(), width)];
};

const placeOf = (column: number, index: number): readonly [number, number] => [
  COLUMNS_X[column] ?? 0,
  TOP + index * STEP,
];

const boxes = (hops: readonly Hop[], column: number) =>
  hops.map((hop, index) => ({
    value: placeOf(column, index),
    itemStyle: { color: isFirewall(hop) ? colours.accent : colours.box, opacity: 1 },
    label: {
      color: isFirewall(hop) ? colours.onColour : colours.text,
      formatter: () => short(hop.at, 30),
    },
  }));

/** Where arrows leave and meet boxes: the library ends an arrow at a node's circle, so boxes cannot be nodes themselves. */
const anchors = (hops: readonly Hop[], column: number) =>
  hops.flatMap((_, index) => {
    const [x, y] = placeOf(column, index);
    return [
      { name: `${column}-${index}-in`, value: [x, y - BOX_HEIGHT / 2] },
      { name: `${column}-${index}-out`, value: [x, y + BOX_HEIGHT / 2] },
    ];
  });

const arrows = (hops: readonly Hop[], column: number) =>
  hops.slice(1).map((_, index) => ({ source: `${column}-${index}-out`, target: `${column}-${index + 1}-in` }));

/** Route and note beside the arrow that leaves a box. */
const captions = (hops: readonly Hop[], column: number) =>
  hops.flatMap(({ route, note = '' }, index) => {
    const parts = [route ?? '', noteText(note)].flatMap((text) => inLines(text, CAPTION[column] ?? 0));
    const [x, y] = placeOf(column, index);
    const isLast = index === hops.length - 1;
    const value = [isLast ? x - BOX_WIDTH / 2 : x + 12, y + STEP / 2];
    return parts.length === 0 ? [] : [{ value, label: { formatter: () => parts.join('\n') } }];
  });

const heading = (text: string, column: number) => ({
  value: [(COLUMNS_X[column] ?? 0) - BOX_WIDTH / 2, 12],
  label: { formatter: () => text, fontWeight: 'bold' },
});

const axis = (max: number) => ({ show: false, type: 'value', min: 0, max });

/** The hops of one path from the interface to where the firewall sees it, and those of the answer beside them. */
export const pathChart = (path: ReportPath): Html => {
  const columns = [path.hops.filter((hop) => !isAnswer(hop)), path.hops.filter(isAnswer)];
  const height = TOP + Math.max(...columns.map(({ length }) => length)) * STEP - BOX_HEIGHT / 2;
  const texts = [
    heading('Request', 0),
    ...(columns[1]?.length ? [heading('Answer', 1)] : []),
    ...columns.flatMap(captions),
  ];
  return drawChart({
    label: `Path of ${path.interfaceId}: ${path.outcome}, ${path.confidence}`,
    width: WIDTH,
    height,
    option: {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: axis(WIDTH),
      yAxis: { ...axis(height), inverse: true },
      series: [
        {
          type: 'graph',
          coordinateSystem: 'cartesian2d',
          silent: true,
          symbolSize: 0.01,
          data: columns.flatMap(anchors),
          links: columns.flatMap(arrows),
          edgeSymbol: ['none', 'arrow'],
          edgeSymbolSize: 8,
          lineStyle: { color: colours.muted, width: 1.5, opacity: 1 },
        },
        {
          type: 'scatter',
          silent: true,
          symbol: 'rect',
          symbolSize: [BOX_WIDTH, BOX_HEIGHT],
          data: columns.flatMap(boxes),
          label: { ...labelStyle, show: true, position: 'inside' },
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0.01,
          data: texts,
          itemStyle: { opacity: 1 },
          label: { ...labelStyle, fontSize: 11, color: colours.muted, show: true, position: 'right', distance: 0 },
        },
      ],
    },
  });
};
