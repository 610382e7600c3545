import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Never cut: an id that is cut cannot be copied, and a number that is cut is another number. */
  readonly whole?: boolean;
  /** Left out of a narrow terminal rather than cut others: the highest goes first. Columns without stay. */
  readonly spare?: number;
}

type Row = readonly string[];

const MARGIN = '  ';
const GAP = 2;
const NARROWEST = 6;

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;

const cut = (text: string, width: number): string =>
  lengthOf(text) > width ? `${stripVTControlCharacters(text).slice(0, Math.max(0, width - 1))}…` : text;

const pad = (text: string, width: number, align: Column['align']): string => {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? space + text : text + space;
};

const isWhole = ({ whole, align }: Column): boolean => whole ?? align === 'right';

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);

/** Widths that fit: the widest column that may be cut gives way, one character at a time, down to a floor. Undefined where
 * even the floors do not fit. */
const fitted = (
  natural: readonly number[],
  columns: readonly Column[],
  width: number,
): readonly number[] | undefined => {
  const widths = [...natural];
  const available = width - GAP * columns.length;
  while (sum(widths) > available) {
    const cuttable = widths.map((value, index) => (columns[index] && !isWhole(columns[index]) ? value : 0));
    const widest = Math.max(...cuttable);
    if (widest <= NARROWEST) return undefined;
    widths[cuttable.indexOf(widest)] = widest - 1;
  }
  return widths;
};

interface Shown {
  readonly column: Column;
  readonly cells: Row;
}

const naturalWidth = ({ column, cells }: Shown): number => Math.max(column.title.length, ...cells.map(lengthOf));

const grid = (shown: readonly Shown[], widths: readonly number[]): string => {
  const line = (cells: readonly string[]): string =>
    `${MARGIN}${cells
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0), widths[index] ?? 0, shown[index]?.column.align))
      .join(' '.repeat(GAP))}`.trimEnd();
  const rows = (shown[0]?.cells ?? []).map((_, row) => line(shown.map(({ cells }) => cells[row] ?? '')));
  return [line(shown.map(({ column }) => column.title)), ...rows].map((text) => `${text}\n`).join('');
};

/** One line a cell, a blank line between rows: whole, however narrow the terminal is. */
const cards = (shown: readonly Shown[]): string => {
  const width = Math.max(...shown.map(({ column }) => column.title.length));
  return (shown[0]?.cells ?? [])
    .map((_, row) =>
      shown
        .filter(({ cells }) => (cells[row] ?? '') !== '')
        .map(({ column, cells }) => `${MARGIN}${column.title.padEnd(width)}  ${cells[row]}\n`)
        .join(''),
    )
    .join('\n');
};

const leftOut = (count: number): string =>
  count === 0 ? '' : `${MARGIN}left out, for want of room: ${count} ${count === 1 ? 'column' : 'columns'}\n`;

/** A plain table, two spaces between columns, that fits `width`: spare columns are left out, then text is cut; where not even
 * that fits, it has one line a cell. Cells must be one line each. */
export const table = (columns: readonly Column[], rows: readonly Row[], width: number): string => {
  const all = columns.map((column, index): Shown => ({ column, cells: rows.map((row) => row[index] ?? '') }));
  const spares = columns.filter(({ spare }) => spare !== undefined).toSorted((a, b) => (b.spare ?? 0) - (a.spare ?? 0));
  const natural = new Map(all.map((one) => [one, naturalWidth(one)]));
  for (let gone = 0; gone <= spares.length; gone += 1) {
    const shown = all.filter(({ column }) => !spares.slice(0, gone).includes(column));
    const widths = fitted(
      shown.map((one) => natural.get(one) ?? 0),
      shown.map(({ column }) => column),
      width,
    );
    if (widths) return grid(shown, widths) + leftOut(gone);
  }
  return cards(all);
};
