import type { CaptureRecord } from '../functions/lib/domain/capture.ts';
import type { CaseRecord, TimelineEntry } from '../functions/lib/domain/case.ts';
import type { FlowLogRecord } from '../functions/lib/domain/flow-log.ts';
import { type ComparedFlow, compareRounds, type RoundFlows } from '../functions/lib/domain/flow-rounds.ts';
import { readFlows } from '../functions/lib/evidence/flows-file.ts';
import type { CaseStore } from '../functions/lib/ports/case-store.ts';
import type { EvidenceStore } from '../functions/lib/ports/evidence-store.ts';

/** Everything that a person is shown of a case. */
export interface CaseView {
  readonly record: CaseRecord;
  readonly captures: readonly CaptureRecord[];
  readonly flowLogs: readonly FlowLogRecord[];
  readonly timeline: readonly TimelineEntry[];
  /** Joined over rounds and zones, most bytes first. */
  readonly flows: readonly ComparedFlow[];
}

const roundFlows = async (evidence: EvidenceStore, capture: CaptureRecord): Promise<RoundFlows> => {
  const key = capture.collection?.flowsKey;
  const bytes = key === undefined ? undefined : await evidence.get(key);
  const flows = bytes ? await Array.fromAsync(readFlows(bytes)) : [];
  return { round: capture.round, whole: capture.grade === 'COMPLETE' || capture.grade === 'EMPTY', flows };
};

/** Reads a case with its flows. @throws RecordNotFoundError when there is no such case */
export const loadCaseView = async (cases: CaseStore, evidence: EvidenceStore, caseId: string): Promise<CaseView> => {
  const [record, captures, flowLogs, timeline] = await Promise.all([
    cases.getCase(caseId),
    cases.listCaptures(caseId),
    cases.listFlowLogs(caseId),
    cases.listTimeline(caseId),
  ]);
  const targets = Object.values(Object.groupBy(captures, ({ captureKey }) => captureKey));
  const compared = await Promise.all(
    targets.map(async (rounds = []) =>
      compareRounds(await Promise.all(rounds.map((one) => roundFlows(evidence, one)))),
    ),
  );
  const flows = compared.flat().toSorted((a, b) => b.bytes - a.bytes);
  return { record, captures, flowLogs, timeline, flows };
};
