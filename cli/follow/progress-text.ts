import { visible } from '../../functions/lib/domain/visible-text.ts';
import { gradeStyle } from '../render/case-report.ts';
import type { Paint } from '../render/colour.ts';
import type { ProgressLine } from './progress.ts';

const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

type Round = Extract<ProgressLine, { type: 'round' }>;

const WORDS: Readonly<Record<Round['status'], string>> = {
  WAITING: 'is asked for',
  FIRED: 'runs',
  COLLECTING: 'is collected',
  ENDED: 'has ended',
};

const roundText = ({ round, rounds, status, operationId, operationStatus, grade, flowCount }: Round): string =>
  [
    `round ${round} of ${rounds} ${WORDS[status]}`,
    grade === undefined ? undefined : `${grade}, ${flowCount} flows`,
    grade === undefined ? operationStatus : undefined,
    operationId,
  ]
    .filter((part) => part !== undefined)
    .join(', ');

const slotText = ({ round, heldBy, until }: Extract<ProgressLine, { type: 'slot' }>): string => {
  if (heldBy !== undefined) return `round ${round} waits for the slot, which ${heldBy} has`;
  const again = until === undefined ? '' : `, asked again at ${timeOf(Date.parse(until))}`;
  return `round ${round} waits for the slot, where another operation runs${again}`;
};

const detailsText = (details: object): string =>
  Object.entries(details)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

/** What happened and the particulars, for two columns. */
const partsOf = (line: ProgressLine): readonly [string, string] => {
  if (line.type === 'timeline') return [line.what, detailsText(line.details)];
  if (line.type === 'closed')
    return [
      `closed ${line.grade ?? ''}`,
      `${line.reason ?? ''}${line.flowCount === undefined ? '' : `, ${line.flowCount} flows`}`,
    ];
  const place = `${line.firewall} ${line.zone}`;
  if (line.type === 'round') return [place, roundText(line)];
  if (line.type === 'slot') return [place, slotText(line)];
  return [place, `waits for round ${line.round}, due at ${timeOf(Date.parse(line.until))}`];
};

const WHAT_WIDTH = 28;

/** One line of a case's progress for a person, cut to the width.
 * @param width columns of the terminal */
export const progressText = (line: ProgressLine, paint: Paint, width: number): string => {
  const [what, detail] = partsOf(line);
  const plain = visible(what, 80).padEnd(WHAT_WIDTH);
  const room = Math.max(20, width - 10 - Math.max(WHAT_WIDTH, plain.length) - 2);
  const shown = visible(detail, 2_000);
  const cut = shown.length > room ? `${shown.slice(0, room - 1)}…` : shown;
  const style = line.type === 'closed' ? gradeStyle(line.grade) : line.type === 'timeline' ? 'bold' : 'cyan';
  return `${paint('dim', timeOf(line.atMs))}  ${paint(style, plain)}  ${cut}`.trimEnd().concat('\n');
};
