import type { CaptureRecord, EvidenceRef } from '../domain/capture.ts';
import { type DescribedFlow, type FlowContext, flowContext } from '../domain/flow-context.ts';
import { type FlowJoin, flowJoin } from '../domain/flow-join.ts';
import type { FlowLogRecord } from '../domain/flow-log.ts';
import type { RoundFact } from '../domain/flow-rounds.ts';
import type { Grade } from '../domain/grade.ts';
import type { Plan } from '../domain/plan.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { readFlows } from './flows-file.ts';
import { readEvidence } from './page-list.ts';

/** What a case's flows follow from. */
export interface CaseFlowFacts {
  readonly plan: Plan;
  readonly captures: readonly CaptureRecord[];
  readonly flowLogs: readonly FlowLogRecord[];
}

/** The rounds of one capture target, ascending, with what they saw. */
export interface JoinedTarget {
  readonly rounds: readonly CaptureRecord[];
  readonly join: FlowJoin;
}

export interface JoinedCase {
  readonly targets: readonly JoinedTarget[];
  /** Over all rounds and targets: each conversation once. */
  readonly all: FlowJoin;
  readonly facts: readonly RoundFact[];
  readonly context: FlowContext;
  readonly flows: () => Iterable<DescribedFlow>;
}

/** A round as its grade and its place tell it. */
export interface GradedRound {
  readonly captureKey: string;
  readonly round: number;
  readonly grade?: Grade;
}

const isWhole = ({ grade }: GradedRound): boolean => grade === 'COMPLETE' || grade === 'EMPTY';

export const roundFactOf = (record: GradedRound): RoundFact => ({ round: record.round, whole: isWhole(record) });

/** Rounds by their capture target, both ascending. */
export const byTarget = <R extends GradedRound>(captures: readonly R[]): readonly (readonly R[])[] =>
  [...new Set(captures.map(({ captureKey }) => captureKey))]
    .toSorted()
    .map((key) => captures.filter((item) => item.captureKey === key).toSorted((a, b) => a.round - b.round));

/** Over the whole case a round is whole only where it is whole in every target. */
export const caseRoundFacts = (captures: readonly GradedRound[]): readonly RoundFact[] => {
  const targets = byTarget(captures);
  const rounds = new Set(captures.map(({ round }) => round));
  return [...rounds]
    .toSorted((a, b) => a - b)
    .map((round) => ({
      round,
      whole: targets.every((own) => own.some((item) => item.round === round && isWhole(item))),
    }));
};

const flowsRef = ({ collection }: CaptureRecord): EvidenceRef | undefined => {
  const { flowsKey: key, flowsSha256: sha256, flowsSizeBytes: sizeBytes } = collection ?? {};
  return key !== undefined && sha256 !== undefined && sizeBytes !== undefined ? { key, sha256, sizeBytes } : undefined;
};

const addFlows = async (
  evidence: EvidenceStore,
  record: CaptureRecord,
  joins: ReadonlySet<FlowJoin>,
): Promise<void> => {
  const ref = flowsRef(record);
  if (!ref) return;
  for await (const flow of readFlows(await readEvidence(evidence, ref))) {
    for (const join of joins) join.add(flow, record.round, record.flowRequestAtMs);
  }
};

/** Joins the flows of all rounds of a case: within each capture target, and over all of them. Reads the flows files one
 * after the other; memory grows with distinct conversations. The same records give the same flows in the same order.
 * @throws EvidenceConflictError when a flows file is gone or changed */
export const joinCase = async (
  evidence: EvidenceStore,
  { plan, captures, flowLogs }: CaseFlowFacts,
): Promise<JoinedCase> => {
  const lists = byTarget(captures);
  const all = flowJoin();
  const targets: JoinedTarget[] = [];
  for (const rounds of lists) {
    const join = lists.length === 1 ? all : flowJoin();
    for (const record of rounds) await addFlows(evidence, record, new Set([join, all]));
    targets.push({ rounds, join });
  }
  const facts = caseRoundFacts(captures);
  const context = flowContext(plan, flowLogs);
  const flows = function* () {
    for (const joined of all.flows()) yield context.describe(joined, facts);
  };
  return { targets, all, facts, context, flows };
};
