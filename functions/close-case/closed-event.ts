import { CASE_CLOSED_VERSION, type CaseClosed } from '../lib/contracts/case-closed.ts';
import type { CaseEnd, CaseRecord } from '../lib/domain/case.ts';
import { gradeMeanings } from '../lib/domain/grade.ts';
import { reportKeyOf } from '../lib/evidence/revisions.ts';

const MOST_CHARACTERS = 300;

/** Text as one line of plain characters: whatever could end a quote, open markup or hide is a space. */
export const plainLine = (text: string): string =>
  text
    .replace(/[^\w .,:;()%/+=-]+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS);

const packageOf = ({ caseId, manifestKey, manifestSha256, revision }: CaseEnd) =>
  manifestKey === undefined
    ? {}
    : { manifestKey, ...(manifestSha256 ? { manifestSha256 } : {}), reportKey: reportKeyOf(caseId, revision) };

const timeText = (ms: number): string => new Date(ms).toISOString();

/** What others are told of one end of a case, from its record alone: telling it again says the same. */
export const closedEvent = ({ openedAtMs, plan }: CaseRecord, end: CaseEnd, evidenceBucket: string): CaseClosed => {
  const { caseId, executionArn, revision, closedAtMs } = end;
  const { grade = 'NEEDS_OPERATOR', gradeReason = '', flowCount = 0 } = end;
  return {
    version: CASE_CLOSED_VERSION,
    ...{ caseId, revision, grade, gradeReason, flowCount, executionArn, evidenceBucket },
    meaning: gradeMeanings[grade],
    why: plainLine(gradeReason),
    openedAt: timeText(openedAtMs),
    closedAt: timeText(closedAtMs),
    ...(plan.lead?.drill ? { drill: true } : {}),
    ...packageOf(end),
  };
};
