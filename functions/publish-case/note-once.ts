import type { TimelineEntry } from '../lib/domain/case.ts';
import type { PublishDeps } from './publish-deps.ts';

const ACTOR = 'publish-case';

/** Puts a line on the case's timeline unless it is there: a repeated step says nothing twice. */
export const noteOnce = async (
  { cases, clock }: PublishDeps,
  caseId: string,
  line: Pick<TimelineEntry, 'what' | 'details'>,
): Promise<void> => {
  const text = JSON.stringify(line.details ?? {});
  const told = (await cases.listTimeline(caseId)).some(
    ({ actor, what, details = {} }) => actor === ACTOR && what === line.what && JSON.stringify(details) === text,
  );
  if (!told) await cases.addTimeline(caseId, { atMs: clock.nowMs(), actor: ACTOR, ...line });
};
