import { createHash } from 'node:crypto';
import type { CaseEnd, CaseRecord } from '../../functions/lib/domain/case.ts';
import type { ObjectVersion } from '../../simulator/services/s3/bucket-store.ts';
import { EVIDENCE_BUCKET } from '../world/environment.ts';
import { type Seen, type Violation, violation } from './seen.ts';

const short = (caseId: string): string => caseId.slice(0, 10);

/** An opening is somebody's: no execution has two, and each but the first has its request on record. */
const openingViolations = ({ records, failedExecutions }: Seen, record: CaseRecord): readonly Violation[] => {
  const { caseId, earlier = [], revision = 1, executionArn } = record;
  const holders = [...earlier.map((end) => end.executionArn), executionArn];
  const asked = new Set(
    records.sightings
      .filter((one) => one.caseId === caseId && one.outcome === 'reopened')
      .map((one) => one.executionArn),
  );
  const unasked = holders.slice(1).filter((arn) => !asked.has(arn) && !failedExecutions.has(arn));
  return [
    ...(new Set(holders).size < holders.length
      ? [violation('opened-twice', `one execution has opened case ${short(caseId)} twice`)]
      : []),
    ...(holders.length === revision
      ? []
      : [violation('opened-twice', `case ${short(caseId)} is revision ${revision} of ${holders.length} openings`)]),
    ...(unasked.length > 0 ? [violation('conservation', `an opening of case ${short(caseId)} has no request`)] : []),
    ...[...asked]
      .filter((arn) => !holders.includes(arn))
      .map((arn) => violation('conservation', `${arn} opened nothing`)),
  ];
};

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const previousOf = (bytes: Uint8Array): unknown =>
  JSON.parse(Buffer.from(bytes).toString('utf8')).previousManifestSha256;

/** Each manifest names the one before it by its hash, and lists everything that that one listed. */
const chainViolations = (objects: ReadonlyMap<string, ObjectVersion>, record: CaseRecord): readonly Violation[] => {
  const ends: readonly Pick<CaseEnd, 'manifestKey'>[] = [...(record.earlier ?? []), record];
  const manifests = ends.flatMap(({ manifestKey = '' }) => objects.get(manifestKey)?.bytes ?? []);
  const keysOf = (bytes: Uint8Array): readonly string[] =>
    JSON.parse(Buffer.from(bytes).toString('utf8')).objects.map(({ key }: { readonly key: string }) => key);
  return manifests.flatMap((bytes, index) => {
    const before = manifests[index - 1];
    const expected = before ? sha256(before) : null;
    if (previousOf(bytes) !== expected)
      return [violation('broken-chain', `manifest ${index + 1} of case ${short(record.caseId)} follows another`)];
    const listed = new Set(keysOf(bytes));
    const lost = before ? keysOf(before).filter((key) => !listed.has(key)) : [];
    return lost.length === 0
      ? []
      : [violation('broken-chain', `${lost.length} objects of case ${short(record.caseId)} are listed no more`)];
  });
};

/** A case that is opened again is opened once for each request, and its manifests chain. */
export const checkReopenings = (seen: Seen): readonly Violation[] => {
  const objects = new Map(seen.world.sim.buckets.history(EVIDENCE_BUCKET).map((version) => [version.key, version]));
  return seen.records.cases
    .filter(({ revision = 1 }) => revision > 1)
    .flatMap((record) => [...openingViolations(seen, record), ...chainViolations(objects, record)]);
};
