import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { CaseRecord, TimelineEntry } from '../../functions/lib/domain/case.ts';
import type { Grade } from '../../functions/lib/domain/grade.ts';
import type { SlotRecord } from '../../functions/lib/domain/slot.ts';

/** A round that waits for its slot. */
export interface QueuedRound {
  readonly capture: CaptureRecord;
  readonly slot: SlotRecord;
}

/** A case as its records show it at one moment. */
export interface CaseSnapshot {
  readonly record: CaseRecord;
  readonly captures: readonly CaptureRecord[];
  readonly timeline: readonly TimelineEntry[];
  readonly queued: readonly QueuedRound[];
}

interface Happening {
  /** Epoch ms. */
  readonly atMs: number;
}

/** One thing that happened to a case. Made of the records alone, so that the same state gives equal lines again. */
export type ProgressLine =
  | (Happening & { readonly type: 'timeline'; readonly actor: string; readonly what: string; readonly details: object })
  | (Happening & {
      readonly type: 'round';
      readonly firewall: string;
      readonly zone: string;
      readonly round: number;
      readonly rounds: number;
      readonly status: CaptureRecord['status'];
      readonly operationId?: string;
      readonly operationStatus?: string;
      readonly flowCount?: number;
      readonly grade?: Grade;
      readonly gradeReason?: string;
    })
  | (Happening & {
      readonly type: 'slot';
      readonly firewall: string;
      readonly zone: string;
      readonly round: number;
      /** Whose operation runs there; absent where it is nobody's of ours. */
      readonly heldBy?: string;
      /** ISO 8601, UTC: when it is asked for again, where somebody else's operation runs. */
      readonly until?: string;
    })
  | (Happening & {
      readonly type: 'wait';
      readonly firewall: string;
      readonly zone: string;
      readonly round: number;
      /** ISO 8601, UTC: when the round is due. */
      readonly until: string;
    })
  | (Happening & {
      readonly type: 'closed';
      readonly grade?: Grade;
      readonly reason?: string;
      readonly flowCount?: number;
    });

const placeOf = ({ plan, round }: CaptureRecord) => ({
  firewall: plan.firewallArn.split('/').at(-1) ?? plan.firewallArn,
  zone: plan.slotZone,
  round,
});

const roundLine = (capture: CaptureRecord): ProgressLine => {
  const { plan, status, operationId, operationStatus, collection, grade, gradeReason } = capture;
  const { askedAtMs, firedAtMs = askedAtMs, endedAtMs = firedAtMs } = capture;
  return {
    type: 'round',
    atMs: endedAtMs,
    ...placeOf(capture),
    rounds: plan.rounds,
    status,
    ...(operationId !== undefined && { operationId }),
    ...(operationStatus !== undefined && { operationStatus }),
    ...(grade !== undefined && { flowCount: collection?.flowCount ?? 0, grade, gradeReason }),
  };
};

const slotLine = ({ capture, slot: { operation, busyUntilMs: until } }: QueuedRound): ProgressLine => {
  const heldBy = operation?.members[0]?.caseId;
  return {
    type: 'slot',
    atMs: capture.askedAtMs,
    ...placeOf(capture),
    ...(heldBy !== undefined && { heldBy }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  };
};

/** The wait for a round that nobody has asked for yet: it is due one interval after the one before was asked for. */
const waitLine = (capture: CaptureRecord, { record, captures }: CaseSnapshot): readonly ProgressLine[] => {
  const { plan, round, captureKey, askedAtMs, endedAtMs } = capture;
  const next = round + 1;
  const known = captures.some((other) => other.captureKey === captureKey && other.round === next);
  if (endedAtMs === undefined || known || next > plan.rounds || record.status === 'CLOSED') return [];
  const until = new Date(askedAtMs + plan.roundIntervalSeconds * 1_000).toISOString();
  return [{ type: 'wait', atMs: endedAtMs, ...placeOf(capture), round: next, until }];
};

const closedLine = ({ status, closedAtMs, openedAtMs, grade, gradeReason, flowCount }: CaseRecord) =>
  status === 'CLOSED'
    ? [{ type: 'closed' as const, atMs: closedAtMs ?? openedAtMs, grade, reason: gradeReason, flowCount }]
    : [];

/** Of what has the same time, the last steps of a case come last. */
const LAST: readonly string[] = ['close-case', 'publish-case'];

const rankOf = (line: ProgressLine): number => (line.type === 'timeline' ? LAST.indexOf(line.actor) : -1);

/** Everything that a snapshot shows, by time, the end of the case last. */
export const progressOf = (snapshot: CaseSnapshot): readonly ProgressLine[] => {
  const { record, captures, timeline, queued } = snapshot;
  const lines: readonly ProgressLine[] = [
    ...timeline.map(({ atMs, actor, what, details = {} }) => ({
      type: 'timeline' as const,
      atMs,
      actor,
      what,
      details,
    })),
    ...captures.flatMap((capture) => [roundLine(capture), ...waitLine(capture, snapshot)]),
    ...queued.map(slotLine),
  ];
  return [...lines.toSorted((a, b) => a.atMs - b.atMs || rankOf(a) - rankOf(b)), ...closedLine(record)];
};
