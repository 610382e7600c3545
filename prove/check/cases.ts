import type { CaseEnd, CaseRecord } from '../../functions/lib/domain/case.ts';
import { endKey, type Seen, type Violation, violation } from './seen.ts';

const short = (caseId: string): string => caseId.slice(0, 10);
const isAnnounced = (seen: Seen, { caseId }: CaseRecord | CaseEnd, revision: number): boolean =>
  seen.closedEvents.has(endKey(caseId, revision));

/** Of an end that the case has left behind, a failed execution has told as well. */
const isTold = (seen: Seen, end: CaseEnd): boolean =>
  isAnnounced(seen, end, end.revision) || seen.failedExecutions.has(end.executionArn);

const earlierViolations = (seen: Seen, { earlier = [] }: CaseRecord): readonly Violation[] =>
  earlier
    .filter((end) => !isTold(seen, end))
    .map(({ caseId, revision }) => violation('silent-end', `revision ${revision} of ${short(caseId)} was never told`));

const caseViolations = (seen: Seen, record: CaseRecord): readonly Violation[] => {
  const name = short(record.caseId);
  if (record.status !== 'CLOSED') return [violation('silent-end', `case ${name} is open for ever`)];
  const untold = record.closedEventAtMs === undefined || !isAnnounced(seen, record, record.revision ?? 1);
  const open = seen.capturesOf(record.caseId).filter(({ status }) => status !== 'ENDED');
  return [
    ...(record.grade === undefined ? [violation('silent-end', `case ${name} is closed without a grade`)] : []),
    ...(untold ? [violation('silent-end', `case ${name} closed as ${record.grade} and nobody was told`)] : []),
    ...open.map(({ captureKey, round }) =>
      violation('silent-end', `round ${round} of ${captureKey} of case ${name} is open`),
    ),
  ];
};

/** Accepted = opened + reopened + joined + ignored + failed: each delivered trigger has its one record, or its execution failed. */
const conservation = (seen: Seen): readonly Violation[] => {
  const failed = seen.failedExecutions;
  const sighted = new Map(seen.records.sightings.map((sighting) => [sighting.executionArn, sighting]));
  const deliveries = seen.world.executions.filter(({ trigger }) => trigger !== undefined);
  const unended = seen.world.executions.filter(({ result }) => result === undefined);
  return [
    ...unended.map(({ executionArn }) => violation('silent-end', `${executionArn} never ended`)),
    ...deliveries
      .filter(({ executionArn }) => !sighted.has(executionArn) && !failed.has(executionArn))
      .map(({ executionArn }) => violation('conservation', `${executionArn} is accounted for nowhere`)),
    ...(sighted.size > deliveries.length ? [violation('conservation', 'more sightings than deliveries')] : []),
  ];
};

/** One finding, one case: deliveries of one trigger never open two. */
const oneCaseATrigger = ({ world, records }: Seen): readonly Violation[] => {
  const triggerOf = new Map(world.executions.map(({ executionArn, trigger }) => [executionArn, trigger]));
  const opened = records.sightings
    .filter(({ outcome }) => outcome === 'opened')
    .map(({ executionArn }) => triggerOf.get(executionArn));
  return opened.length === new Set(opened).size ? [] : [violation('two-cases', 'one trigger opened two cases')];
};

/** L1, L2, S3 and conservation. */
export const checkCases = (seen: Seen): readonly Violation[] => [
  ...seen.records.cases.flatMap((record) => caseViolations(seen, record)),
  ...seen.records.cases.flatMap((record) => earlierViolations(seen, record)),
  ...conservation(seen),
  ...oneCaseATrigger(seen),
];

/** Copies of closing events beyond the first of each end: allowed, because case and revision tell them apart, and counted. */
export const eventCopies = (seen: Seen): number =>
  [...seen.closedEvents.values()].reduce((sum, count) => sum + count - 1, 0);
