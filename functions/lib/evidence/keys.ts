import type { CaptureId } from '../domain/capture.ts';

/** Places of a case's evidence in the bucket. Every part is an id of ours or a number, never text of an event. */
export const caseKeyOf = (caseId: string, name: string): string => `cases/${caseId}/${name}`;

/** Where one attempt at collecting a round goes. */
export const attemptPrefix = ({ caseId, captureKey, round }: CaptureId, attempt: number): string =>
  caseKeyOf(caseId, `captures/${captureKey}-r${round}/attempt-${attempt}`);

/** Where the Parquet of all cases lies: a prefix of its own, for a query reads everything below its table's place. */
export const FLOWS_PREFIX = 'flows/';

export interface FlowsTableFile {
  readonly caseId: string;
  /** When the case was opened, epoch ms: its UTC day is the partition, and stays it when the case is opened again. */
  readonly openedAtMs: number;
  /** Which closing of the case wrote it, from 1. */
  readonly revision: number;
}

/** A case's flows as Parquet, in Hive's layout: one partition a day. */
export const flowsTableKey = ({ caseId, openedAtMs, revision }: FlowsTableFile): string =>
  `${FLOWS_PREFIX}day=${new Date(openedAtMs).toISOString().slice(0, 10)}/${caseId}-${revision}.parquet`;

const FLOWS_TABLE_KEY = /^flows\/day=\d{4}-\d{2}-\d{2}\/(c-[0-9a-f]{40})-[1-9]\d{0,3}\.parquet$/;

/** The case of a key that `flowsTableKey` made. */
export const caseOfFlowsTableKey = (key: string): string | undefined => FLOWS_TABLE_KEY.exec(key)?.[1];
