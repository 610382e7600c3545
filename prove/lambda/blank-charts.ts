import { registerHooks } from 'node:module';

/** Charts without anything drawn in them. */
const BLANK = `data:text/javascript,${encodeURIComponent(
  `const chart = { setOption() {}, renderToSVGString: () => '<svg></svg>', dispose() {} };
export const init = () => chart;
export const use = () => {};
export const [BarChart, GraphChart, LineChart, SankeyChart, ScatterChart] = [];
export const [GridComponent, LegendComponent, SVGRenderer] = [];`,
)}`;

/** Leaves the chart library out of the functions that this thread loads from now on: drawing takes as long as all else in a
 * case together, makes no call, and has its own tests. Reports are written all the same, with empty charts. */
export const leaveChartsBlank = (): void => {
  registerHooks({
    resolve: (specifier, context, next) =>
      /^echarts(\/|$)/.test(specifier) ? { url: BLANK, shortCircuit: true } : next(specifier, context),
  });
};
