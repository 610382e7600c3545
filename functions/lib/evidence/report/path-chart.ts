import { visible } from '../../domain/visible-text.ts';
import { colours, drawChart, labelStyle } from './chart.ts';
import type { Html } from './html.ts';
import type { ReportPath } from './report-model.ts';

type Hop = ReportPath['hops'][number];

const WIDTH = 960;
const BOX = [250, 30];
const STEP = 66;
const TOP = 44;
const COLUMNS_X = [135, 610];

/** Hops that the answer passes are marked by the path's own note. */
const isAnswer = ({ note = '' }: Hop): boolean => note.startsWith('answer');

const isFirewall = ({ at, note = '' }: Hop): boolean => at.startsWith('vpce-') || note.includes('endpoint of');

const short = (text: string, length: number): string => visible(text, length);

/** A firewall's ARN says more than a picture can hold: its name is enough. */
const noteText = (note: string): string => short(note.replace(/arn:\S*firewall\//, '').replace(/^answer: ?/, ''), 60);

const boxes = (hops: readonly Hop[], column: number) =>
  hops.map((hop, index) => ({
    name: `${column}-${index}`,
    value: [COLUMNS_X[column] ?? 0, TOP + index * STEP],
    symbol: 'roundRect',
    symbolSize: BOX,
    itemStyle: {
      color: isFirewall(hop) ? colours.firewall : colours.surface,
      borderColor: isFirewall(hop) ? colours.accent : colours.line,
      borderWidth: 1,
    },
    label: { ...labelStyle, show: true, position: 'inside', formatter: () => short(hop.at, 34) },
  }));

const arrows = (hops: readonly Hop[], column: number) =>
  hops.slice(1).map((_, index) => ({ source: `${column}-${index}`, target: `${column}-${index + 1}` }));

/** Route and note beside the arrow that leaves a box. */
const captions = (hops: readonly Hop[], column: number) =>
  hops.flatMap(({ route, note = '' }, index) => {
    const text = [route === undefined ? '' : short(route, 62), noteText(note)].filter((part) => part !== '').join('\n');
    const place = [(COLUMNS_X[column] ?? 0) + (index === hops.length - 1 ? -115 : 12), TOP + index * STEP + 33];
    return text === '' ? [] : [{ value: place, label: { formatter: () => text } }];
  });

const heading = (text: string, column: number) => ({
  value: [(COLUMNS_X[column] ?? 0) - 125, 12],
  label: { formatter: () => text, fontWeight: 'bold' },
});

const axis = (max: number) => ({ show: false, type: 'value', min: 0, max });

/** The hops of one path from the interface to where the firewall sees it, and those of the answer beside them. */
export const pathChart = (path: ReportPath): Html => {
  const columns = [path.hops.filter((hop) => !isAnswer(hop)), path.hops.filter(isAnswer)];
  const height = TOP + Math.max(...columns.map(({ length }) => length)) * STEP;
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
          data: columns.flatMap(boxes),
          links: columns.flatMap(arrows),
          edgeSymbol: ['none', 'arrow'],
          edgeSymbolSize: 8,
          lineStyle: { color: colours.muted, width: 1.5, opacity: 1 },
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 0.01,
          data: texts,
          label: { ...labelStyle, fontSize: 11, color: colours.muted, show: true, position: 'right', distance: 0 },
        },
      ],
    },
  });
};
