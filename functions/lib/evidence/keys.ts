import type { CaptureId } from '../domain/capture.ts';

/** Places of a case's evidence in the bucket. Every part is an id of ours or a number, never text of an event. */
export const caseKeyOf = (caseId: string, name: string): string => `cases/${caseId}/${name}`;

/** Where one attempt at collecting a round goes. */
export const attemptPrefix = ({ caseId, captureKey, round }: CaptureId, attempt: number): string =>
  caseKeyOf(caseId, `captures/${captureKey}-r${round}/attempt-${attempt}`);
