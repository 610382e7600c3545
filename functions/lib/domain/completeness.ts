import type { JsonObject } from './canonical-json.ts';
import type { CaptureRecord } from './capture.ts';
import type { CaseRecord } from './case.ts';
import { type ExpectedRound, expectedRounds } from './grade-case.ts';

const ANSWERED = new Set(['COMPLETE', 'PARTIAL', 'EMPTY']);

const zoneOf = ({ capture }: ExpectedRound): string => JSON.stringify([capture.firewallArn, capture.slotZone]);

const zonesOf = (rounds: readonly ExpectedRound[]): JsonObject => {
  const isAnswered = ({ record }: ExpectedRound): boolean => ANSWERED.has(record?.grade ?? '');
  const asked = new Map(rounds.map((round) => [zoneOf(round), round.capture]));
  const answered = new Set(rounds.filter(isAnswered).map(zoneOf));
  const unanswered = [...asked].filter(([zone]) => !answered.has(zone)).map(([, capture]) => capture);
  return {
    asked: asked.size,
    answered: answered.size,
    unanswered: unanswered.map(({ firewallArn, slotZone }) => ({ firewallArn, zone: slotZone })),
  };
};

/** When a round's flows were identified, by AWS's clock; else when we asked for it. */
const seenAtMs = ({ flowRequestAtMs, firedAtMs }: CaptureRecord): number | undefined => flowRequestAtMs ?? firedAtMs;

const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
};

const secondsBetween = (fromMs: number | undefined, toMs: number | undefined): number | undefined =>
  fromMs === undefined || toMs === undefined ? undefined : Math.round((toMs - fromMs) / 1_000);

const pagesOf = ({ collection }: CaptureRecord): number =>
  (collection?.indexes ?? []).reduce((sum, { pages }) => sum + pages, collection?.pages.length ?? 0);

const sumOf = (captures: readonly CaptureRecord[], count: (record: CaptureRecord) => number): number =>
  captures.reduce((sum, record) => sum + count(record), 0);

/** What was asked, what was answered, what cannot be in the evidence by construction, and how late it was taken.
 * Whole numbers only; seconds may be negative where clocks disagree. */
export const completenessOf = (record: CaseRecord, captures: readonly CaptureRecord[]): JsonObject => {
  const { plan, triggerAtMs, openedAtMs } = record;
  const rounds = expectedRounds(plan, captures);
  return {
    zones: zonesOf(rounds),
    rounds: { planned: rounds.length, ended: rounds.filter(({ record: round }) => round?.grade).length },
    pages: sumOf(captures, pagesOf),
    /** Flows younger than this were not asked for. */
    minimumFlowAgeSeconds: Math.max(0, ...plan.captures.map(({ minimumFlowAgeSeconds }) => minimumFlowAgeSeconds)),
    secondsFromActivityToEvent: secondsBetween(plan.lead?.lastSeenMs, triggerAtMs),
    secondsFromEventToCase: secondsBetween(triggerAtMs, openedAtMs),
    secondsFromEventToCapture: secondsBetween(triggerAtMs ?? openedAtMs, earliest(captures.map(seenAtMs))),
    droppedTuples: plan.dropped.map(({ reason }) => reason),
    unreadableRows: sumOf(captures, ({ collection }) => collection?.unreadableFlowCount ?? 0),
    foreignFlows: sumOf(captures, ({ collection }) => collection?.foreignFlowCount ?? 0),
    pathsNotKnown: [
      ...new Set(plan.paths.filter(({ outcome }) => outcome === 'unknown').map((path) => path.interfaceId)),
    ],
  };
};
