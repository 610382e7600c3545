import { createHash, verify } from 'node:crypto';
import type { CaptureRecord, EvidenceRef } from '../../functions/lib/domain/capture.ts';
import type { CaseEnd, CaseRecord } from '../../functions/lib/domain/case.ts';
import { toApiFilter } from '../../functions/lib/domain/flow-filter-api.ts';
import { filterAdmits } from '../../simulator/network/flow-table.ts';
import { readBlock } from '../../simulator/network/ip.ts';
import { type FlowRow, rowsAt } from '../../simulator/services/network-firewall/operation.ts';
import { readFilter } from '../../simulator/services/network-firewall/requests.ts';
import type { ObjectVersion } from '../../simulator/services/s3/bucket-store.ts';
import { EVIDENCE_BUCKET } from '../world/environment.ts';
import { type Seen, type Violation, violation } from './seen.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const overwritten = (history: readonly ObjectVersion[]): readonly Violation[] => {
  const keys = new Set<string>();
  return history.flatMap(({ key, deleteMarker }) => {
    const twice = keys.has(key);
    keys.add(key);
    return twice || deleteMarker ? [violation('overwritten', `${key} was written or deleted a second time`)] : [];
  });
};

const missing = (objects: ReadonlyMap<string, ObjectVersion>, refs: readonly EvidenceRef[]): readonly Violation[] =>
  refs.flatMap((ref) => {
    const object = objects.get(ref.key);
    if (!object) return [violation('missing-evidence', `${ref.key} is named and not there`)];
    return sha256(object.bytes) === ref.sha256 ? [] : [violation('missing-evidence', `${ref.key} holds other bytes`)];
  });

const packetOf = (row: FlowRow) => {
  const source = readBlock(row.SourceAddress.AddressDefinition);
  const destination = readBlock(row.DestinationAddress.AddressDefinition);
  if (!source || !destination) throw new TypeError('a row of the world without addresses');
  return {
    source,
    destination,
    protocol: Number(row.Protocol),
    sourcePort: Number(row.SourcePort),
    destinationPort: Number(row.DestinationPort),
  };
};

/** The flows of an operation's result that a round asked for, told apart by the simulator's own reading of its filters. */
const flowsFor = (rows: readonly FlowRow[], { plan }: CaptureRecord): number => {
  const filters = plan.filters.map(({ filter }) => readFilter(toApiFilter(filter)));
  return rows.filter((row) => filters.some((filter) => filterAdmits(filter, packetOf(row)))).length;
};

const roundViolations = ({ world }: Seen, objects: ReadonlyMap<string, ObjectVersion>, record: CaptureRecord) => {
  const { grade, collection, operationId, captureKey, round } = record;
  const named = missing(objects, [...(collection?.indexes ?? []), ...(collection?.pages ?? [])]);
  if (grade !== 'COMPLETE' && grade !== 'EMPTY') return named;
  const operation = world.sim.operations.find(({ id }) => id === operationId);
  const name = `round ${round} of ${captureKey}`;
  if (operation?.course.status !== 'COMPLETED')
    return [...named, violation('false-success', `${name} is ${grade} without an operation that completed`)];
  const expected = flowsFor(rowsAt(operation, Number.MAX_SAFE_INTEGER), record);
  const found = collection?.flowCount ?? -1;
  return expected === found ? named : [...named, violation('lost-flows', `${name}: ${found} of ${expected} flows`)];
};

const manifestViolations = (
  { world }: Seen,
  objects: ReadonlyMap<string, ObjectVersion>,
  record: CaseEnd | CaseRecord,
) => {
  const { manifestKey, manifestSha256, grade, caseId } = record;
  const isOpen = 'status' in record && record.status !== 'CLOSED';
  if (manifestKey === undefined)
    return grade === 'NEEDS_OPERATOR' || isOpen
      ? []
      : [violation('false-success', `case ${caseId.slice(0, 10)} is ${grade} without a manifest`)];
  const named = missing(objects, [{ key: manifestKey, sha256: manifestSha256 ?? '', sizeBytes: 0 }]);
  const signature = objects.get(manifestKey.replace(/manifest\.json$/, 'manifest.sig'));
  const manifest = objects.get(manifestKey);
  const signed =
    manifest && signature ? verify('sha256', manifest.bytes, world.sim.signingKey.publicKey, signature.bytes) : false;
  return signed || grade === 'NEEDS_OPERATOR'
    ? named
    : [...named, violation('unsigned', `${manifestKey} is ${grade} and its signature does not hold`)];
};

/** The worst that a case may say of itself, given its rounds. */
const gradeViolations = ({ capturesOf }: Seen, record: CaseRecord): readonly Violation[] => {
  if (record.grade !== 'COMPLETE' && record.grade !== 'EMPTY') return [];
  const rounds = capturesOf(record.caseId);
  const expected = record.plan.captures.reduce((sum, capture) => sum + capture.rounds, 0);
  const whole = rounds.filter(({ grade }) => grade === 'COMPLETE' || grade === 'EMPTY').length;
  return whole === expected
    ? []
    : [violation('false-success', `case ${record.caseId.slice(0, 10)}: ${whole} of ${expected} rounds are whole`)];
};

/** S4, S5, S6: nothing overwritten, everything named is there, and COMPLETE says the truth. */
export const checkEvidence = (seen: Seen): readonly Violation[] => {
  const history = seen.world.sim.buckets.history(EVIDENCE_BUCKET);
  const objects = new Map(history.map((version) => [version.key, version]));
  return [
    ...overwritten(history),
    ...seen.records.captures.flatMap((record) => roundViolations(seen, objects, record)),
    ...seen.records.cases
      .flatMap((record) => [...(record.earlier ?? []), record])
      .flatMap((end) => manifestViolations(seen, objects, end)),
    ...seen.records.cases.flatMap((record) => gradeViolations(seen, record)),
  ];
};
