import { closeCase } from '../../../functions/close-case/close-case.ts';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../../../functions/collect-flows/collection.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../../../functions/lib/domain/canonical-json.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import { reopened, revisionOf } from '../../../functions/lib/domain/case-openings.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { newestRevision, revisionName, sealsOf } from '../../../functions/lib/evidence/revisions.ts';
import type { PackageSource } from '../../../functions/lib/evidence/verify-check.ts';
import { packageNameOf } from '../../../functions/lib/evidence/verify-objects.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import type { FlowOperations } from '../../../functions/lib/ports/flow-operations.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { signingKeyFrom } from '../../../simulator/services/kms/signing-key.ts';
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import {
  apiRow,
  CAPTURE_KEY,
  CASE_ID,
  captureRecord,
  caseRecord,
  flowLogRecord,
  handClock,
  interfaces,
  plan,
  plannedCapture,
  START_MS,
  silentLog,
} from '../evidence/fixtures.ts';

/** A package's files by name. */
export type Package = ReadonlyMap<string, Uint8Array>;

const prefix = `cases/${CASE_ID}/`;

/** The key that signs packages of these tests. */
export const signingKey = signingKeyFrom(7);
export const pemOf = (key: ReturnType<typeof signingKeyFrom>): string =>
  key.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export type Rounds = Readonly<Record<number, readonly (readonly unknown[])[]>>;

const TRIGGER = '{"id":1}';

const rowsOf: Rounds = {
  1: [
    [apiRow('10.0.1.10', '198.51.100.7', { ByteCount: 500 }), apiRow('10.0.1.10', '198.51.100.8')],
    [apiRow('10.0.1.10', '2001:db8::7'), { SourceAddress: 'not an address' }],
  ],
  2: [[apiRow('198.51.100.7', '10.0.1.10', { SourcePort: '443', DestinationPort: '50040', ByteCount: 900 })]],
};

/** The executions of the case's openings. */
export const executionOf = (revision: number): string => `arn:opening:${revision}`;

interface Stores {
  readonly table: ReturnType<typeof memoryRecordTable>;
  readonly cases: ReturnType<typeof caseStore>;
  readonly evidence: ReturnType<typeof memoryEvidenceStore>;
  readonly clock: ReturnType<typeof handClock>;
}

const unused = () => Promise.reject(new Error('not part of collecting'));

/** AWS's answer to a round, page by page. */
const answering = (pages: readonly (readonly unknown[])[], requestedAtMs: number): FlowOperations => ({
  start: unused,
  describe: unused,
  list: unused,
  resultsPage: async (_, __, token = '0') => {
    const flows = pages[Number(token)] ?? [];
    const bytes = Buffer.from(JSON.stringify({ Flows: flows }));
    const next = Number(token) + 1 < pages.length ? { nextToken: String(Number(token) + 1) } : {};
    return { bytes, status: 'COMPLETED', requestedAtMs, flows, ...next };
  },
});

const collect = async ({ cases, evidence, clock }: Stores, rows: Rounds): Promise<void> => {
  const [planned = plannedCapture()] = (await cases.getCase(CASE_ID)).plan.captures;
  for (const round of Object.keys(rows).map(Number)) {
    await cases.createCapture(captureRecord({ round, plan: planned }));
    const operations = answering(rows[round] ?? [], START_MS + 2_000);
    const deps = { cases, evidence, operations, clock, log: silentLog, limits: collectLimits };
    await collectFlows(deps)({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round });
  }
};

const close = async ({ cases, evidence, clock }: Stores, executionArn: string): Promise<void> => {
  await closeCase({
    cases,
    evidence,
    evidenceBucket: 'evidence',
    clock,
    log: silentLog,
    policy: { load: async () => ({ policy: policySchema.parse({}), text: '{}', sha256: sha256Hex('{}') }) },
    signer: {
      sign: async (digest) => ({
        signature: signingKey.signDigest(digest),
        keyId: signingKey.keyId,
        algorithm: 'ECDSA_SHA_256',
      }),
      publicKeyPem: async () => pemOf(signingKey),
    },
    signingKeyId: signingKey.keyId,
    codeDigest: 'c'.repeat(64),
    events: { closed: async () => undefined },
  })({ caseId: CASE_ID, executionArn });
};

/** Records and evidence of a case that was collected and closed by the steps that do it.
 * @param rows rows of each round's pages */
export const closedCase = async (changes: Partial<CaseRecord> = {}, rows = rowsOf): Promise<Stores> => {
  const table = memoryRecordTable();
  const cases = caseStore(table);
  const evidence = memoryEvidenceStore();
  const clock = handClock(START_MS + 100_000);
  const stores = { table, cases, evidence, clock };
  const triggerKey = `${prefix}trigger.json`;
  await evidence.put(triggerKey, Buffer.from(TRIGGER), 'application/json');
  const triggerSha256 = sha256Hex(TRIGGER);
  const captures = [plannedCapture({ rounds: Object.keys(rows).length })];
  const executionArn = executionOf(1);
  const own = { executionArn, triggerKey, triggerSha256, plan: plan({ interfaces, captures }) };
  await cases.createCase(caseRecord({ ...own, ...changes }));
  const sighting = { caseId: CASE_ID, executionArn, outcome: 'opened', reason: 'a finding' } as const;
  await cases.addSighting({ ...sighting, atMs: START_MS, rawKey: 'triggers/0.json', rawSha256: triggerSha256 });
  await cases.putFlowLog(flowLogRecord());
  await collect(stores, rows);
  await close(stores, executionArn);
  return stores;
};

/** Opens the case again, lets it collect these rounds, and closes it. */
export const openAndCloseAgain = async (stores: Stores, rows: Rounds): Promise<void> => {
  const { cases, clock } = stores;
  clock.advance(3_600_000);
  const revision = revisionOf(await cases.getCase(CASE_ID)) + 1;
  const executionArn = executionOf(revision);
  const bounds = { maximumPerTargetHour: 120, maximumPerAccountHour: 2_000 };
  const policyText = `{"revision":${revision}}`;
  const policy = { policyText, policySha256: sha256Hex(policyText) };
  const opening = { executionArn, rounds: Object.keys(rows).length, bounds, atMs: clock.nowMs(), ...policy };
  await cases.updateCase(CASE_ID, reopened(opening));
  await cases.putFlowLog(flowLogRecord({ revision, decision: 'extended' }));
  await collect(stores, rows);
  await close(stores, executionArn);
};

const filesOf = async ({ evidence }: Stores): Promise<Package> => {
  const files = new Map<string, Uint8Array>();
  for (const key of evidence.keys())
    files.set(packageNameOf(CASE_ID, key) ?? key, (await evidence.get(key)) ?? new Uint8Array());
  return files;
};

/** The files of a case that was opened again, once for each of these. @param first rows of the first opening */
export const reopenedPackage = async (first: Rounds, ...later: readonly Rounds[]): Promise<Package> => {
  const stores = await closedCase({}, first);
  for (const rows of later) await openAndCloseAgain(stores, rows);
  return await filesOf(stores);
};

/** The files of such a case. */
export const closedPackage = async (changes: Partial<CaseRecord> = {}, rows = rowsOf): Promise<Package> =>
  await filesOf(await closedCase(changes, rows));

export const sourceOf = (files: Package): PackageSource => ({
  list: async () => [...files.keys()],
  read: async (name) => files.get(name),
});

const sealed = (files: Package, manifest: JsonValue, key = signingKey): Package => {
  const bytes = Buffer.from(canonicalJson(manifest));
  const [list = '', signature = '', pem = ''] = sealsOf(newestRevision([...files.keys()]));
  return new Map([
    ...files,
    [list, bytes],
    [signature, key.signDigest(Buffer.from(sha256Hex(bytes), 'hex'))],
    [pem, Buffer.from(pemOf(key))],
  ]);
};

export const manifestOf = (files: Package): JsonObject =>
  JSON.parse(
    Buffer.from(files.get(revisionName(newestRevision([...files.keys()]), 'manifest.json')) ?? []).toString('utf8'),
  );

/** The package with its manifest changed and signed again, as its producer could: the lie is in what it says. */
export const resealed = (files: Package, changes: JsonObject, key = signingKey): Package =>
  sealed(files, { ...manifestOf(files), ...changes }, key);

/** The package with one listed object replaced, listed and signed again. */
export const withObject = (files: Package, name: string, bytes: Uint8Array): Package => {
  const manifest = manifestOf(files);
  const listed: readonly JsonObject[] = JSON.parse(canonicalJson(manifest.objects ?? []));
  const objects = listed.map((object) =>
    object.key === `${prefix}${name}` ? { ...object, sha256: sha256Hex(bytes), sizeBytes: bytes.byteLength } : object,
  );
  return resealed(new Map([...files, [name, bytes]]), { objects });
};
