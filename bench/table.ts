import type { Row } from './row.ts';

const HEADS = ['', 'what', 'ours', 'floor', 'peer', 'ratio', 'target', 'met'] as const;
const WIDEST = 78;

const verdict = ({ met }: Row): string => (met === undefined ? '' : met ? 'yes' : 'NO');

const clipped = (text: string): string => (text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text);

const cellsOf = (row: Row): readonly string[] => [
  row.group,
  clipped(row.what),
  row.ours,
  row.floor ?? '',
  row.peer ?? '',
  row.ratio ?? '',
  row.target,
  verdict(row),
];

/** Rows as aligned text. */
export const tableOf = (rows: readonly Row[]): string => {
  const lines = [HEADS, ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
};
