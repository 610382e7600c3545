import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { closeCase } from '../../../functions/close-case/close-case.ts';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../../../functions/collect-flows/collection.ts';
import type { CaseClosed } from '../../../functions/lib/contracts/case-closed.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import type { Plan } from '../../../functions/lib/domain/plan.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import type { FlowOperations, ResultsPage } from '../../../functions/lib/ports/flow-operations.ts';
import type { Signer } from '../../../functions/lib/ports/signer.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
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
  START_MS,
  silentLog,
} from './fixtures.ts';

/** The execution that closes. */
export const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:respond:one';
const TRIGGER_KEY = `cases/${CASE_ID}/trigger.json`;
const REPEAT_KEY = `cases/${CASE_ID}/triggers/1.json`;
export const input = { caseId: CASE_ID, executionArn: EXECUTION };
/** What the machine says of the step that failed. */
export const failure = { Error: 'States.Timeout', Cause: 'text\nof the state machine' };

/** Signs like KMS: digests only, another signature each time. */
const keySigner = (): Signer & { readonly publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  // Node cannot sign a digest as it stands, so this one signs the digest's own hash; `isSigned` knows.
  return {
    publicKey: pem,
    sign: async (digest) => ({
      signature: sign('sha256', digest, privateKey),
      keyId: 'key',
      algorithm: 'ECDSA_SHA_256',
    }),
    publicKeyPem: async () => pem,
  };
};

const rowsOf: Readonly<Record<number, readonly unknown[]>> = {
  1: [apiRow('10.0.1.10', '198.51.100.7', { ByteCount: 500 }), apiRow('10.0.1.10', '198.51.100.8')],
  2: [
    apiRow('198.51.100.7', '10.0.1.10', { SourcePort: '443', DestinationPort: '50040', ByteCount: 900 }),
    apiRow('10.0.1.10', '10.0.2.20'),
  ],
};

const pageOf = (rows: readonly unknown[]): ResultsPage => ({
  bytes: Buffer.from(JSON.stringify({ Flows: rows })),
  status: 'COMPLETED',
  requestedAtMs: START_MS + 2_000,
  flows: rows,
});

/** Nothing yet, and the step that closes. */
export const setUp = async () => {
  const cases = caseStore(memoryRecordTable());
  const evidence = memoryEvidenceStore();
  const clock = handClock(START_MS + 100_000);
  const signer = keySigner();
  const sent: CaseClosed[] = [];
  const policy = {
    load: async () => ({ policy: policySchema.parse({}), text: '{"version":1}', sha256: sha256Hex('{"version":1}') }),
  };
  const deps = {
    cases,
    evidence,
    evidenceBucket: 'evidence',
    policy,
    signer,
    clock,
    log: silentLog,
    signingKeyId: 'alias/flowtrap',
    codeDigest: 'c'.repeat(64),
    events: {
      closed: async (event: CaseClosed) => {
        sent.push(event);
      },
    },
  };
  return { ...deps, deps, sent, run: closeCase(deps) };
};

/** A case whose two rounds were collected by the step that does it. @param pages pages of the first round */
export const collected = async (pages = 1) => {
  const world = await setUp();
  const { cases, evidence, clock } = world;
  await evidence.put(TRIGGER_KEY, Buffer.from('{}'), 'application/json');
  await cases.createCase(caseRecord({ plan: plan({ interfaces }), triggerKey: TRIGGER_KEY }));
  await evidence.put(REPEAT_KEY, Buffer.from('{"repeat":1}'), 'application/json');
  const came = { caseId: CASE_ID, reason: 'a finding', atMs: START_MS };
  const first = { rawKey: TRIGGER_KEY, rawSha256: sha256Hex('{}') };
  const repeat = { rawKey: REPEAT_KEY, rawSha256: sha256Hex('{"repeat":1}') };
  await cases.addSighting({ ...came, ...first, executionArn: EXECUTION, outcome: 'opened' });
  await cases.addSighting({ ...came, ...repeat, executionArn: `${EXECUTION}2`, outcome: 'joined' });
  await cases.putFlowLog(flowLogRecord());
  for (const round of [1, 2]) {
    await cases.createCapture(captureRecord({ round, plan: { ...captureRecord().plan } }));
    const unused = () => Promise.reject(new Error('not part of collecting'));
    const operations: FlowOperations = {
      start: unused,
      describe: unused,
      list: unused,
      resultsPage: async (_, __, token = '1') => ({
        ...pageOf(
          token === '1' ? (rowsOf[round] ?? []) : [apiRow('10.0.1.10', '198.51.100.8', { Age: Number(token) })],
        ),
        ...(round === 1 && Number(token) < pages ? { nextToken: String(Number(token) + 1) } : {}),
      }),
    };
    const collect = collectFlows({ cases, evidence, operations, clock, log: silentLog, limits: collectLimits });
    await collect({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round });
  }
  return world;
};

type World = Awaited<ReturnType<typeof setUp>>;

/** An evidence object that is JSON. */
export const objectOf = (world: World, name: string) => JSON.parse(world.evidence.text(`cases/${CASE_ID}/${name}`));

/** Whether the package's own key has signed its manifest. */
export const isSigned = async (world: World): Promise<boolean> => {
  const bytes = await world.evidence.get(`cases/${CASE_ID}/manifest.json`);
  const signature = await world.evidence.get(`cases/${CASE_ID}/manifest.sig`);
  const pem = world.evidence.text(`cases/${CASE_ID}/public-key.pem`);
  if (!bytes || !signature) return false;
  return verify('sha256', Buffer.from(sha256Hex(bytes), 'hex'), createPublicKey(pem), signature);
};

/** A plan that starts nothing. */
export const refused = (parts: Partial<Plan> = {}) =>
  plan({ outcome: 'refused', reason: 'no filter is narrow enough', captures: [], ...parts });

/** A case without captures that is ready to be closed. */
export const quiet = async (changes: Partial<CaseRecord> = {}) => {
  const world = await setUp();
  await world.cases.createCase(caseRecord({ plan: refused(), ...changes }));
  return world;
};
