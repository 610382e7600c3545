import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Never cut: an id that is cut cannot be copied. */
  readonly whole?: boolean;
}

const GAP = 2;
const NARROWEST = 6;

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;

const cut = (text: string, width: number): string =>
  lengthOf(text) > width ? `${stripVTControlCharacters(text).slice(0, Math.max(0, width - 1))}…` : text;

const pad = (text: string, width: number, align: Column['align']): string => {
  const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
  return align === 'right' ? space + text : text + space;
};

/** Widths that fit: the widest column that may be cut gives way, one character at a time, down to a floor. */
const fitted = (natural: readonly number[], columns: readonly Column[], available: number): readonly number[] => {
  const widths = [...natural];
  while (widths.reduce((sum, width) => sum + width, 0) > available) {
    const cuttable = widths.map((width, index) => (columns[index]?.whole ? 0 : width));
    const width = Math.max(...cuttable);
    if (width <= NARROWEST) return widths;
    widths[cuttable.indexOf(width)] = width - 1;
  }
  return widths;
};

/** A plain table, two spaces between columns, cut to `width`. Cells must be one line each. */
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string => {
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => lengthOf(row[index] ?? ''))),
  );
  const widths = fitted(natural, columns, width - GAP * columns.length);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cut(cell, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align))
      .join(' '.repeat(GAP))
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].map((text) => `  ${text}\n`).join('');
};
