import * as z from 'zod/mini';
import { parseOrThrow } from '../policy/violations.ts';
import { revisionKeyOf, revisionName } from './revisions.ts';
import { agree, type Check, fails, holds, type PackageSource } from './verify-check.ts';
import type { VerifiedManifest } from './verify-manifest.ts';

/** What is read of `plan.json`. */
const planFile = z.object({
  outcome: z.string(),
  captures: z.array(
    z.object({ captureKey: z.string(), firewallArn: z.string(), slotZone: z.string(), rounds: z.int() }),
  ),
});
type PlanFile = z.output<typeof planFile>;

const ANSWERED = new Set(['COMPLETE', 'PARTIAL', 'EMPTY']);
const WHOLE = new Set(['COMPLETE', 'EMPTY']);

const sumOf = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

const zoneChecks = ({ captures }: PlanFile, manifest: VerifiedManifest): readonly Check[] => {
  const zoneOf = new Map(
    captures.map(({ captureKey, firewallArn, slotZone }) => [captureKey, JSON.stringify([firewallArn, slotZone])]),
  );
  const answered = new Set(
    manifest.captures.filter(({ grade = '' }) => ANSWERED.has(grade)).map(({ captureKey }) => zoneOf.get(captureKey)),
  );
  const { zones } = manifest.completeness;
  const asked = new Set(zoneOf.values()).size;
  return [
    agree('completeness', 'zones', { stated: zones.asked, found: asked, what: 'zones asked' }),
    agree('completeness', 'zones', { stated: zones.answered, found: answered.size, what: 'zones answered' }),
    agree('completeness', 'zones', {
      stated: zones.unanswered.length,
      found: asked - answered.size,
      what: 'zones without an answer',
    }),
  ];
};

const roundChecks = (plan: PlanFile, { captures, completeness }: VerifiedManifest): readonly Check[] => {
  const planned = new Map(plan.captures.map(({ captureKey, rounds }) => [captureKey, rounds]));
  const strange = captures.filter(({ captureKey, round }) => round > (planned.get(captureKey) ?? 0));
  const ended = captures.filter(({ grade }) => grade !== undefined).length;
  return [
    agree('completeness', 'rounds', { stated: completeness.rounds.ended, found: ended, what: 'rounds ended' }),
    strange.length === 0
      ? holds('completeness', 'captures', 'every round was planned')
      : fails('completeness', 'captures', `${strange.length} rounds that the plan does not have`),
  ];
};

const secondsBetween = (fromMs: number | undefined, toMs: number | undefined): number | undefined =>
  fromMs === undefined || toMs === undefined ? undefined : Math.round((toMs - fromMs) / 1_000);

const lagChecks = ({ captures, completeness, triggerAtMs, openedAtMs }: VerifiedManifest): readonly Check[] => {
  const seen = captures.flatMap(({ clocks }) => clocks.flowRequestAtMs ?? clocks.firedAtMs ?? []);
  const first = seen.length === 0 ? undefined : Math.min(...seen);
  const lag = secondsBetween(triggerAtMs ?? openedAtMs, first);
  return [
    agree('completeness', 'lag', {
      stated: completeness.secondsFromEventToCapture,
      found: lag,
      what: 'seconds from event to capture',
    }),
  ];
};

const sumChecks = ({ captures, completeness }: VerifiedManifest): readonly Check[] => [
  agree('completeness', 'rows', {
    stated: completeness.unreadableRows,
    found: sumOf(captures.map(({ unreadableRows }) => unreadableRows)),
    what: 'rows that are no flow',
  }),
  agree('completeness', 'rows', {
    stated: completeness.foreignFlows,
    found: sumOf(captures.map(({ foreignFlows }) => foreignFlows)),
    what: "flows of other captures' filters",
  }),
];

/** COMPLETE and EMPTY promise that nothing is missing, so their rounds must say so too. */
const gradeCheck = ({ grade, captures, flowCount }: VerifiedManifest): Check => {
  const lacking = captures.filter((capture) => !WHOLE.has(capture.grade ?? ''));
  if (WHOLE.has(grade) && lacking.length > 0)
    return fails('grade', grade, `${lacking.length} rounds are not complete, so the case is not`);
  if (grade === 'EMPTY' && flowCount > 0) return fails('grade', grade, `but ${flowCount} flows were found`);
  return holds('grade', grade, 'follows from the rounds');
};

const readPlan = async (source: PackageSource, name: string): Promise<PlanFile | undefined> => {
  const bytes = await source.read(name);
  try {
    return bytes && parseOrThrow(planFile, JSON.parse(new TextDecoder().decode(bytes)), name);
  } catch {
    return undefined;
  }
};

/** Whether what the manifest states in words and sums follows from its own captures and the plan. */
export const verifyStatements = async (
  source: PackageSource,
  manifest: VerifiedManifest,
): Promise<readonly Check[]> => {
  const name = revisionName(manifest.revision, 'plan.json');
  const plan = await readPlan(source, name);
  const planned = plan
    ? [...zoneChecks(plan, manifest), ...roundChecks(plan, manifest)]
    : [fails('completeness', name, 'cannot be read')];
  return [...planned, ...sumChecks(manifest), ...lagChecks(manifest), gradeCheck(manifest)];
};

const digestCheck = (what: string, digest: string, found: boolean): Check =>
  found
    ? holds('digests', what, `the manifest's digest is that of an object here`)
    : fails('digests', what, `no object has the digest ${digest}`);

/** Whether the digests that the manifest names apart are those of objects in the package. */
export const verifyDigests = (manifest: VerifiedManifest): readonly Check[] => {
  const { triggerSha256, policySha256, objects, caseId, revision } = manifest;
  const hashes = new Set(objects.map(({ sha256 }) => sha256));
  const policyKey = revisionKeyOf(caseId, revision, 'policy.json');
  const policy = objects.some(({ key, sha256 }) => key === policyKey && sha256 === policySha256);
  const checks = [digestCheck('policySha256', policySha256, policy)];
  // A case whose execution failed before it had read its trigger names none.
  return triggerSha256 === ''
    ? checks
    : [...checks, digestCheck('triggerSha256', triggerSha256, hashes.has(triggerSha256))];
};
