import { BarChart, GraphChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { sha256Hex } from '../../domain/ids.ts';
import { type Html, html, trustedHtml } from './html.ts';

use([BarChart, GraphChart, LineChart, SankeyChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

export interface ChartOptions {
  /** What the picture shows, for people who do not see it. */
  readonly label: string;
  /** Units of the drawing; the page scales it. */
  readonly width: number;
  readonly height: number;
  readonly option: Parameters<ReturnType<typeof init>['setOption']>[0];
}

/** Colours are custom properties of the page, so one drawing serves light and dark. */
export const colours = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  accent: 'var(--accent)',
  new: 'var(--new)',
  persistent: 'var(--persistent)',
  closed: 'var(--closed)',
  unknown: 'var(--unknown)',
  box: 'var(--box)',
  onColour: 'var(--on-colour)',
} as const;

const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: colours.text };

export const labelStyle = { ...FONT, textBorderWidth: 0, textBorderColor: 'transparent' };

/** Of a wide letter at the size of labels. The library measures no text here: there is no browser. */
const CHARACTER_WIDTH = 7;

/** Room beside a drawing for the longest of its labels. @param fontSize 12 unless the labels are set smaller */
export const roomFor = (texts: readonly string[], fontSize = FONT.fontSize): number =>
  Math.ceil(12 + (CHARACTER_WIDTH * fontSize * Math.max(0, ...texts.map(({ length }) => length))) / FONT.fontSize);

const asAttributes = (style: string): string =>
  style
    .split(';')
    .flatMap((rule) => {
      const [name = '', value = ''] = rule.split(':');
      return name === '' ? [] : [` ${name}="${value.replaceAll('&quot;', "'")}"`];
    })
    .join('');

/** The library's SVG without what a strict content-security policy forbids: style sheets and style attributes. Text in it
 * is encoded by the library, so a double quote after `=` is always an attribute's. */
const withoutStyles = (svg: string): string =>
  svg
    .replace(/<style >[\s\S]*?<\/style>/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) => asAttributes(style))
    .replace(/ (?:class|ecmeta_[a-z_]+|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
    .replace(/^<svg width="\d+" height="\d+"/, '<svg')
    .replace(/\n/g, '');

/** The library numbers its drawings, and ids with them. Ids made from the drawing are the same every time, and still do not
 * meet those of another drawing on the page. */
const withOwnIds = (svg: string): string => {
  const neutral = svg.replace(/\bzr\d+-/g, 'zr-');
  return neutral.replace(/\bzr-(?=c\d)/g, `d${sha256Hex(neutral).slice(0, 12)}-`);
};

/** Draws a chart as static SVG: no script, no style, no reference to anything outside. Equal options give equal text. */
export const drawChart = ({ label, width, height, option }: ChartOptions): Html => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: FONT, ...option });
  const svg = withOwnIds(withoutStyles(chart.renderToSVGString()));
  chart.dispose();
  return html`<figure class="chart" role="img" aria-label="${label}">${trustedHtml(svg)}</figure>`;
};
