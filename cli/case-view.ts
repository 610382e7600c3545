import type { CaptureRecord } from '../functions/lib/domain/capture.ts';
import type { CaseRecord, TimelineEntry } from '../functions/lib/domain/case.ts';
import { revisionOf } from '../functions/lib/domain/case-openings.ts';
import { ContractError } from '../functions/lib/domain/errors.ts';
import type { FlowLogRecord } from '../functions/lib/domain/flow-log.ts';
import { readCaseFlows } from '../functions/lib/evidence/case-flows-file.ts';
import type { ExportFlow } from '../functions/lib/evidence/export-flow.ts';
import { type CaseFlowFacts, joinCase } from '../functions/lib/evidence/join-case.ts';
import { revisionKeyOf } from '../functions/lib/evidence/revisions.ts';
import { CASE_FLOWS_FILE } from '../functions/lib/evidence/verify-flows.ts';
import type { CaseStore } from '../functions/lib/ports/case-store.ts';
import type { EvidenceStore } from '../functions/lib/ports/evidence-store.ts';

/** Everything that a person is shown of a case. */
export interface CaseView {
  readonly record: CaseRecord;
  readonly captures: readonly CaptureRecord[];
  readonly flowLogs: readonly FlowLogRecord[];
  readonly timeline: readonly TimelineEntry[];
  /** Joined over rounds and zones, most bytes first. */
  readonly flows: readonly ExportFlow[];
}

/** @throws ContractError that says what else to look at */
const notWhole = (cause: unknown): never => {
  const what = cause instanceof Error ? cause.message : 'the flows cannot be read';
  throw new ContractError(
    `${what}: "flowtrap export" and "flowtrap verify" say what else does not hold`,
    {},
    { cause },
  );
};

/** The case's joined flows as its package has them; of a case that has none yet, those that its ended rounds have. */
const flowsOf = async (
  evidence: EvidenceStore,
  facts: CaseFlowFacts,
  record: CaseRecord,
): Promise<readonly ExportFlow[]> => {
  const key = revisionKeyOf(record.caseId, revisionOf(record), CASE_FLOWS_FILE);
  const file = await evidence.get(key);
  if (file) return await Array.fromAsync(readCaseFlows(file, key)).catch(notWhole);
  if (record.manifestKey !== undefined && facts.captures.length > 0)
    return notWhole(new ContractError(`${key} is missing`));
  return [...(await joinCase(evidence, facts)).flows()];
};

/** Reads a case with its flows.
 * @throws RecordNotFoundError when there is no such case
 * @throws ContractError when the flows that its package must have are gone or damaged */
export const loadCaseView = async (cases: CaseStore, evidence: EvidenceStore, caseId: string): Promise<CaseView> => {
  const [record, captures, flowLogs, timeline] = await Promise.all([
    cases.getCase(caseId),
    cases.listCaptures(caseId),
    cases.listFlowLogs(caseId),
    cases.listTimeline(caseId),
  ]);
  const found = await flowsOf(evidence, { plan: record.plan, captures, flowLogs }, record);
  const flows = found.toSorted((a, b) => b.bytes - a.bytes);
  return { record, captures, flowLogs, timeline, flows };
};
