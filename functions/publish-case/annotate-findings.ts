import { refusalOf } from '../lib/domain/account-region.ts';
import type { CaseRecord } from '../lib/domain/case.ts';
import { revisionOf } from '../lib/domain/case-openings.ts';
import { type HubFinding, noteText } from '../lib/domain/hub-finding.ts';
import { readEvidence } from '../lib/evidence/page-list.ts';
import { reportKeyOf } from '../lib/evidence/revisions.ts';
import type { Policy } from '../lib/policy/policy.ts';
import type { NoteOutcome } from '../lib/ports/finding-notes.ts';
import { hubFindingsIn } from '../lib/triggers/hub-findings.ts';
import { hubBatches } from './hub-batches.ts';
import { noteOnce } from './note-once.ts';
import type { PublishDeps } from './publish-deps.ts';

/** Triggers of one case that are looked at, oldest first. */
const MOST_TRIGGERS = 100;
const TOLD = 'annotated the findings in Security Hub';

/** Findings of the triggers that opened the case or joined it. @throws EvidenceConflictError when one is not what was recorded */
const findingsOf = async (
  { cases, evidence }: PublishDeps,
  caseId: string,
  withGuardDuty: boolean,
): Promise<readonly HubFinding[]> => {
  const sightings = (await cases.listSightings(caseId)).filter(({ outcome }) => outcome !== 'ignored');
  const oldest = sightings.toSorted((a, b) => a.atMs - b.atMs);
  const raw = new Map(oldest.map(({ rawKey, rawSha256 }) => [rawSha256, rawKey]));
  const found: HubFinding[] = [];
  for (const [sha256, key] of [...raw].slice(0, MOST_TRIGGERS)) {
    const text = new TextDecoder().decode(await readEvidence(evidence, { key, sha256 }));
    found.push(...hubFindingsIn(text, withGuardDuty));
  }
  return found;
};

/** Both whose finding it is and whose hub is asked must be ours: a trigger does not choose whom we call. */
const isOurs = ({ hub, account }: HubFinding, { home }: PublishDeps, { accounts }: Policy): boolean =>
  [hub, { ...hub, account }].every((place) => refusalOf(place, home, accounts) === undefined);

const noteOf = ({ home, evidenceBucket: bucket }: PublishDeps, record: CaseRecord): string => {
  const { caseId, grade = 'NEEDS_OPERATOR', flowCount = 0, manifestKey } = record;
  const key = manifestKey === undefined ? undefined : reportKeyOf(caseId, revisionOf(record));
  return noteText({ caseId, grade, flowCount, bucket, region: home.region, ...(key ? { key } : {}) });
};

/** Puts on record what came of an update: how many findings have the note, and why others do not. */
const tell = async (deps: PublishDeps, caseId: string, batch: string, outcome: NoteOutcome): Promise<void> => {
  const { annotated, failures } = outcome;
  const failed = failures.reduce((sum, { findings }) => sum + findings, 0);
  const names = failures.map(({ code }) => code).join(' ');
  const why = names.replace(/[^\w. ]/g, '').slice(0, 120);
  const details = { batch, annotated, failed, ...(why === '' ? {} : { why }) };
  await noteOnce(deps, caseId, { what: TOLD, details });
  if (failed > 0) deps.log.warn('findings not annotated', { failed, why });
};

/** Writes the end of the case and where its evidence lies onto its findings in Security Hub, where the policy wants it.
 * What could not be annotated is put on record and not tried again; an update that is on record is not sent again.
 * @returns how many findings got the note by this call
 * @throws Error for a fault that passes: the step is then repeated */
export const annotateFindings = async (deps: PublishDeps, closed: CaseRecord): Promise<number> => {
  const { policy } = await deps.policy.load();
  const { notes } = policy.securityHub;
  if (notes === 'never' || policy.capture.mode === 'monitor') return 0;
  const { caseId } = closed;
  const findings = await findingsOf(deps, caseId, notes === 'received-and-guardduty');
  const text = noteOf(deps, closed);
  const batches = hubBatches(
    findings.filter((finding) => isOurs(finding, deps, policy)),
    text,
  );
  if (batches.length === 0) return 0;
  const told = (await deps.cases.listTimeline(caseId)).filter(({ what }) => what === TOLD);
  const open = batches.filter(({ id }) => told.every(({ details }) => details?.batch !== id));
  const hubs = await deps.notesFor(caseId);
  let annotated = 0;
  for (const { id, findings: batch } of open) {
    const outcome = await hubs.annotate(batch[0].hub, batch, text);
    await tell(deps, caseId, id, outcome);
    annotated += outcome.annotated;
  }
  return annotated;
};
