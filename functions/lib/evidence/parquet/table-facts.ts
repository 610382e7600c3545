import { type AccountRegion, isPlace } from '../../domain/account-region.ts';
import type { CaptureRecord } from '../../domain/capture.ts';
import type { CaseRecord } from '../../domain/case.ts';
import type { FlowsTableFacts } from './columns.ts';

type RoundTimes = FlowsTableFacts['roundTimes'];

const roundTimesOf = (captures: readonly CaptureRecord[]): RoundTimes => {
  const times = new Map<number, { readonly firstMs: number; readonly lastMs: number }>();
  for (const { round, flowRequestAtMs, firedAtMs } of captures) {
    const atMs = flowRequestAtMs ?? firedAtMs;
    if (atMs === undefined) continue;
    const { firstMs, lastMs } = times.get(round) ?? { firstMs: atMs, lastMs: atMs };
    times.set(round, { firstMs: Math.min(firstMs, atMs), lastMs: Math.max(lastMs, atMs) });
  }
  return times;
};

const UNKNOWN: AccountRegion = { account: 'unknown', region: 'unknown' };

/** An interface may be known by the trigger's word alone, so its place is taken only where it reads as one. */
const placeOf = ({ interfaces, captures }: CaseRecord['plan']): AccountRegion =>
  [...interfaces, ...captures].find(isPlace) ?? UNKNOWN;

/** What the Parquet says of a case, from records that no longer change. */
export const flowsTableFacts = (
  record: CaseRecord,
  captures: readonly CaptureRecord[],
  closing: { readonly revision: number; readonly closedAtMs: number },
): FlowsTableFacts => {
  const { caseId, openedAtMs, plan } = record;
  const { account, region } = placeOf(plan);
  return { caseId, openedAtMs, account, region, ...closing, roundTimes: roundTimesOf(captures) };
};
