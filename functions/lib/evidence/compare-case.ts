import { canonicalJson, type JsonObject, jsonValueOf } from '../domain/canonical-json.ts';
import type { DescribedFlow } from '../domain/flow-context.ts';
import type { FlowJoin } from '../domain/flow-join.ts';
import { flowStateOf, type RoundFact } from '../domain/flow-rounds.ts';
import { talkerTally } from '../domain/top-talkers.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import { gzipText } from './flows-file.ts';
import { type CaseFlowFacts, type JoinedTarget, joinCase, roundFactOf } from './join-case.ts';

const TOP = 20;
/** Pieces of text between two calls of the compressor. */
const BATCH = 1_000;

/** The comparison of all rounds of a case, ready to be written. */
export interface CaseComparison {
  /** Joined flows with everything that the case knows of them, one JSON object a line, gzipped. */
  readonly flowsFile: Uint8Array;
  /** Counts by capture target and over the whole case, top flows and top talkers: canonical JSON text. */
  readonly summary: string;
  /** Conversations over all rounds and targets, each once. */
  readonly flowCount: number;
}

const countStates = (join: FlowJoin, rounds: readonly RoundFact[]) => {
  const counts = { flows: join.size(), new: 0, persistent: 0, closed: 0 };
  for (const [seen, count] of join.roundCounts()) {
    const state = flowStateOf(seen, rounds);
    if (state) counts[state] += count;
  }
  return counts;
};

const summaryOfTarget = ({ rounds, join }: JoinedTarget): JsonObject => {
  const plan = rounds[0]?.plan;
  return {
    captureKey: plan?.captureKey,
    firewallArn: plan?.firewallArn,
    zone: plan?.slotZone,
    ...countStates(join, rounds.map(roundFactOf)),
    rounds: rounds.map(({ round, grade, collection, flowRequestAtMs }) => ({
      round,
      grade,
      flows: collection?.flowCount,
      flowRequestAtMs,
    })),
  };
};

/** Keeps the largest by bytes; ties stay in the order they came. */
const topFlows = (count: number) => {
  let best: readonly DescribedFlow[] = [];
  return {
    add: (flow: DescribedFlow): void => {
      const last = best[count - 1];
      if (last && flow.bytes <= last.bytes) return;
      best = [...best, flow].toSorted((a, b) => b.bytes - a.bytes).slice(0, count);
    },
    best: () => best,
  };
};

/** Compares the rounds of a case: within each capture target, and joined over all of them. Reads the flows files one
 * after the other; memory grows with distinct conversations. The same records give the same bytes.
 * @throws EvidenceConflictError when a flows file is gone or changed */
export const compareCase = async (evidence: EvidenceStore, facts: CaseFlowFacts): Promise<CaseComparison> => {
  const joined = await joinCase(evidence, facts);
  const talkers = talkerTally(joined.context.subject);
  const largest = topFlows(TOP);
  const lines = async function* () {
    const batch: string[] = [];
    for (const flow of joined.flows()) {
      talkers.add(flow);
      largest.add(flow);
      batch.push(JSON.stringify(flow), '\n');
      if (batch.length >= BATCH) yield batch.splice(0).join('');
    }
    yield batch.join('');
  };
  const flowsFile = await gzipText(lines());
  const summary = jsonValueOf({
    targets: joined.targets.map(summaryOfTarget),
    ...countStates(joined.all, joined.facts),
    topFlows: largest.best(),
    topTalkers: talkers.top(TOP),
  });
  return { flowsFile, summary: canonicalJson(summary), flowCount: joined.all.size() };
};
