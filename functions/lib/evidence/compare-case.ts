import type { Address } from '../domain/address.ts';
import { canonicalJson, type JsonObject, jsonValueOf } from '../domain/canonical-json.ts';
import type { CaptureRecord, EvidenceRef } from '../domain/capture.ts';
import { type FlowJoin, flowJoin } from '../domain/flow-join.ts';
import { type ComparedFlow, compared, flowDirectionOf, flowStateOf, type RoundFact } from '../domain/flow-rounds.ts';
import { talkerTally } from '../domain/top-talkers.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { gzipText, readFlows } from './flows-file.ts';
import { readEvidence } from './page-list.ts';

const TOP = 20;
/** Pieces of text between two calls of the compressor. */
const BATCH = 1_000;

/** The comparison of all rounds of a case, ready to be written. */
export interface CaseComparison {
  /** Joined flows with their change and direction, one JSON object a line, gzipped. */
  readonly flowsFile: Uint8Array;
  /** Counts by capture target and over the whole case, top flows and top talkers: canonical JSON text. */
  readonly summary: string;
  /** Conversations over all rounds and targets, each once. */
  readonly flowCount: number;
}

const isWhole = ({ grade }: CaptureRecord): boolean => grade === 'COMPLETE' || grade === 'EMPTY';

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
    for (const join of joins) join.add(flow, record.round);
  }
};

const countStates = (join: FlowJoin, rounds: readonly RoundFact[]) => {
  const counts = { flows: join.size(), new: 0, persistent: 0, closed: 0 };
  for (const [seen, count] of join.roundCounts()) {
    const state = flowStateOf(seen, rounds);
    if (state) counts[state] += count;
  }
  return counts;
};

const factOf = (record: CaptureRecord): RoundFact => ({ round: record.round, whole: isWhole(record) });

/** Over the whole case a round is whole only where it is whole in every target. */
const caseFacts = (targets: readonly (readonly CaptureRecord[])[]): readonly RoundFact[] => {
  const rounds = new Set(targets.flat().map(({ round }) => round));
  return [...rounds]
    .toSorted((a, b) => a - b)
    .map((round) => ({
      round,
      whole: targets.every((own) => own.some((item) => item.round === round && isWhole(item))),
    }));
};

const byTarget = (captures: readonly CaptureRecord[]): readonly (readonly CaptureRecord[])[] =>
  [...new Set(captures.map(({ captureKey }) => captureKey))]
    .toSorted()
    .map((key) => captures.filter((item) => item.captureKey === key).toSorted((a, b) => a.round - b.round));

const summaryOfTarget = (own: readonly CaptureRecord[], join: FlowJoin): JsonObject => {
  const plan = own[0]?.plan;
  return {
    captureKey: plan?.captureKey,
    firewallArn: plan?.firewallArn,
    zone: plan?.slotZone,
    ...countStates(join, own.map(factOf)),
    rounds: own.map(({ round, grade, collection, flowRequestAtMs }) => ({
      round,
      grade,
      flows: collection?.flowCount,
      flowRequestAtMs,
    })),
  };
};

/** Keeps the largest by bytes; ties stay in the order they came. */
const topFlows = (count: number) => {
  let best: readonly ComparedFlow[] = [];
  return {
    add: (flow: ComparedFlow): void => {
      const last = best[count - 1];
      if (last && flow.bytes <= last.bytes) return;
      best = [...best, flow].toSorted((a, b) => b.bytes - a.bytes).slice(0, count);
    },
    best: () => best,
  };
};

/** Compares the rounds of a case: within each capture target, and joined over all of them. Reads the flows files one
 * after the other; memory grows with distinct conversations. The same records give the same bytes.
 * @param subject the subject's own addresses
 * @throws EvidenceConflictError when a flows file is gone or changed */
export const compareCase = async (
  evidence: EvidenceStore,
  captures: readonly CaptureRecord[],
  subject: ReadonlySet<Address>,
): Promise<CaseComparison> => {
  const targets = byTarget(captures);
  const all = flowJoin();
  const targetSummaries: JsonObject[] = [];
  for (const own of targets) {
    const join = targets.length === 1 ? all : flowJoin();
    for (const record of own) await addFlows(evidence, record, new Set([join, all]));
    targetSummaries.push(summaryOfTarget(own, join));
  }
  const facts = caseFacts(targets);
  const talkers = talkerTally(subject);
  const largest = topFlows(TOP);
  const lines = async function* () {
    const batch: string[] = [];
    for (const joined of all.flows()) {
      const flow = { ...compared(joined, facts), direction: flowDirectionOf(joined, subject) };
      talkers.add(flow);
      largest.add(flow);
      batch.push(JSON.stringify(flow), '\n');
      if (batch.length >= BATCH) yield batch.splice(0).join('');
    }
    yield batch.join('');
  };
  const flowsFile = await gzipText(lines());
  const summary = jsonValueOf({
    targets: targetSummaries,
    ...countStates(all, facts),
    topFlows: largest.best(),
    topTalkers: talkers.top(TOP),
  });
  return { flowsFile, summary: canonicalJson(summary), flowCount: all.size() };
};
