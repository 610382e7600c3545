import { counted } from '../../domain/count-text.ts';
import { type FlowState, flowStates } from '../../domain/flow-rounds.ts';
import { visible } from '../../domain/visible-text.ts';
import { colours, drawChart, labelStyle, roomFor } from './chart.ts';
import { type Html, html } from './html.ts';
import type { ReportCapture, ReportModel } from './report-model.ts';

const WIDTH = 960;

const STATES = [...flowStates, 'unknown'] as const;
const STATE_TEXT: Readonly<Record<FlowState | 'unknown', string>> = {
  new: 'not in an earlier round',
  persistent: 'in several rounds',
  closed: 'gone in a later round',
  unknown: 'no comparison',
};

const roundsOf = ({ captures }: ReportModel): readonly number[] =>
  [...new Set(captures.map(({ round }) => round))].toSorted((a, b) => a - b);

const countsOf = ({ flows }: ReportModel, rounds: readonly number[], state: FlowState | 'unknown'): readonly number[] =>
  rounds.map(
    (round) =>
      flows.filter((flow) => (flow.state ?? 'unknown') === state && (flow.rounds ?? []).includes(round)).length,
  );

/** Conversations that each round saw, by what became of them. */
export const roundsChart = (model: ReportModel): Html => {
  const rounds = roundsOf(model);
  if (rounds.length === 0 || model.flows.length === 0) return html``;
  const series = STATES.map((state) => ({ state, counts: countsOf(model, rounds, state) })).filter(({ counts }) =>
    counts.some((count) => count > 0),
  );
  const names = rounds.map((round) => `round ${round}`);
  return drawChart({
    label: `Conversations by round: ${series.map(({ state, counts }) => `${state} ${counts.join(' and ')}`).join('; ')}`,
    width: WIDTH,
    height: 60 + rounds.length * 34,
    option: {
      legend: {
        left: 0,
        top: 0,
        itemGap: 56,
        textStyle: labelStyle,
        itemHeight: 10,
        itemWidth: 14,
        selectedMode: false,
      },
      grid: { left: roomFor(names), right: 24, top: 34, bottom: 4, outerBoundsMode: 'none' },
      xAxis: { type: 'value', show: false },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: labelStyle,
      },
      series: series.map(({ state, counts }) => ({
        type: 'bar',
        name: `${state}: ${STATE_TEXT[state]}`,
        stack: 'all',
        silent: true,
        barMaxWidth: 20,
        itemStyle: { color: colours[state] },
        data: counts,
        label: {
          ...labelStyle,
          show: true,
          color: colours.onColour,
          formatter: ({ value }: { readonly value: number }) => (value === 0 ? '' : String(value)),
        },
      })),
    },
  });
};

interface Lane {
  readonly name: string;
  /** Epoch ms, ascending. */
  readonly points: readonly number[];
  readonly colour: string;
}

const captureLane = ({ round, place, clocks, grade }: ReportCapture): Lane => {
  const { askedAtMs, firedAtMs, flowRequestAtMs, endedAtMs } = clocks;
  const points = [askedAtMs, firedAtMs, flowRequestAtMs, endedAtMs].flatMap((point) => point ?? []);
  const isWhole = grade === 'COMPLETE' || grade === 'EMPTY';
  return { name: `round ${round}, ${visible(place, 40)}`, points, colour: isWhole ? colours.accent : colours.closed };
};

const lanesOf = (model: ReportModel): readonly Lane[] => [
  { name: 'case', points: [model.openedAtMs, model.closedAtMs], colour: colours.muted },
  ...model.captures.map(captureLane),
  {
    name: 'flow logs',
    points: model.flowLogs.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
    colour: colours.persistent,
  },
];

const MOST_LANES = 24;

/** When what ran, in seconds after the case was opened. */
export const timelineChart = (model: ReportModel): Html => {
  const all = lanesOf(model).filter(({ points }) => points.length > 0);
  const lanes = all.slice(0, MOST_LANES);
  const seconds = (ms: number): number => (ms - model.openedAtMs) / 1_000;
  return drawChart({
    label: `${counted(all.length, 'lane')} over ${seconds(model.closedAtMs)} seconds, from the opening of the case to its end`,
    width: WIDTH,
    height: 60 + lanes.length * 26,
    option: {
      grid: { left: roomFor(lanes.map(({ name }) => name)), right: 40, top: 8, bottom: 48, outerBoundsMode: 'none' },
      xAxis: {
        type: 'value',
        min: 0,
        max: Math.max(1, seconds(model.closedAtMs)),
        name: 'seconds after the case was opened',
        nameLocation: 'middle',
        nameGap: 24,
        nameTextStyle: { ...labelStyle, color: colours.muted },
        axisLabel: { ...labelStyle, color: colours.muted },
        axisLine: { lineStyle: { color: colours.line } },
        splitLine: { lineStyle: { color: colours.line } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: lanes.map(({ name }) => name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...labelStyle, interval: 0 },
      },
      series: lanes.map(({ points, colour }, index) => ({
        type: 'line',
        silent: true,
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { color: colour, width: 4, opacity: 0.6 },
        itemStyle: { color: colour },
        data: points.map((point) => [seconds(point), index]),
      })),
    },
  });
};
