import { findingAbout, planner } from './planner.ts';

/** An analyst's request to open a case again. */
export const again = (caseId: string, members: object = {}) => ({
  source: 'manual',
  reason: 'still beaconing',
  case: caseId,
  ...members,
});

/** A case of the finding that has closed, an hour ago. */
export const closed = async (settings: object = {}, trigger: object = findingAbout()) => {
  const parts = await planner(settings);
  const { caseId } = await parts.run(trigger, 'one');
  await parts.close(caseId);
  parts.clock.advance(3_600_000);
  const reopen = (members: object = {}, execution = 'two') => parts.run(again(caseId, members), execution);
  return { ...parts, caseId, reopen };
};
