import type { CaptureRecord } from './capture.ts';
import type { Grade } from './grade.ts';

export interface Graded {
  readonly grade: Grade;
  readonly gradeReason: string;
}

type CollectedRound = Pick<CaptureRecord, 'operationStatus' | 'statusMessage' | 'collection'>;

/** `StatusMessage` as the API's model allows it; anything else is not repeated. */
const STATUS_MESSAGE = /^[a-zA-Z0-9- ]{1,256}$/;

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const statusReason = ({ operationStatus, statusMessage = '' }: CollectedRound): string =>
  `the operation ended as ${operationStatus}${STATUS_MESSAGE.test(statusMessage) ? ` (${statusMessage})` : ''}`;

/** Every reason why flows may be missing from a round. */
const lacks = (round: CollectedRound): readonly string[] => {
  const { cutReason, pagesEnd, unreadableFlowCount = 0 } = round.collection ?? {};
  return [
    ...(round.operationStatus === 'COMPLETED' ? [] : [statusReason(round)]),
    ...(pagesEnd === 'all-read' ? [] : [cutReason ?? 'not all pages were read']),
    ...(unreadableFlowCount > 0 ? [`${counted(unreadableFlowCount, 'row')} did not read as a flow`] : []),
  ];
};

/** What one round is worth once its pages are read and its flows are written. COMPLETE and EMPTY only where the operation
 * was COMPLETED, every page was read and every row was a flow. A FAILED operation returns no flows, so it is no evidence
 * of absence: without flows it needs an operator. */
export const gradeRound = (round: CollectedRound): Graded => {
  const flows = round.collection?.flowCount ?? 0;
  const reasons = lacks(round);
  if (round.operationStatus === 'FAILED' && flows === 0)
    return { grade: 'NEEDS_OPERATOR', gradeReason: reasons.join('; ') };
  if (reasons.length > 0) return { grade: 'PARTIAL', gradeReason: reasons.join('; ') };
  if (flows === 0) return { grade: 'EMPTY', gradeReason: 'no open flow matched the filters' };
  return { grade: 'COMPLETE', gradeReason: `${counted(flows, 'flow')}, every page read` };
};
