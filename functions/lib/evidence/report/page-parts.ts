import { type Html, html, trustedHtml } from './html.ts';

/** Cells of one row of a table; a number is set to the right. */
export type Row = readonly (string | number | Html | undefined)[];

const cell = (value: Row[number]): Html =>
  html`<td${typeof value === 'number' ? trustedHtml(' class="number"') : undefined}>${value}</td>`;

/** A table that scrolls by itself where it is too wide. */
export const table = (label: string, titles: readonly string[], rows: readonly Row[]): Html => {
  const head = titles.map(
    (title, index) =>
      html`<th scope="col"${typeof rows[0]?.[index] === 'number' ? trustedHtml(' class="number"') : undefined}>${title}</th>`,
  );
  const body = rows.map((row) => html`<tr>${row.map(cell)}</tr>`);
  return html`<div class="wide" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
};

/** Names and values; a value that is not known is left out with its name. */
export const facts = (rows: readonly (readonly [string, string | number | Html | undefined])[]): Html =>
  html`<dl class="facts">${rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/** One part of the page. */
export const section = (title: string, body: Html): Html => html`<section><h2>${title}</h2>${body}</section>`;

/** A line beside the facts. */
export const note = (text: string): Html => html`<p class="muted">${text}</p>`;

/** A firewall's name, the last part of its ARN. */
export const nameOf = (arn: string): string => arn.split('/').at(-1) ?? arn;
