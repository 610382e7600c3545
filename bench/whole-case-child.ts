import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeCase } from '../functions/close-case/close-case.ts';
import { collectFlows } from '../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../functions/collect-flows/collection.ts';
import { sha256Hex } from '../functions/lib/domain/ids.ts';
import { policySchema } from '../functions/lib/policy/policy.ts';
import { caseStore } from '../functions/lib/records/case-store.ts';
import { publishCase } from '../functions/publish-case/publish-case.ts';
import { signingKeyFrom } from '../simulator/services/kms/signing-key.ts';
import { memoryRecordTable } from '../test/fakes/memory-record-table.ts';
import {
  address,
  captureRecord,
  caseRecord,
  handClock,
  plan,
  plannedCapture,
  silentLog,
} from '../test/unit/evidence/fixtures.ts';
import { fileEvidence } from './file-evidence.ts';
import { operationsOf, pageBodies, pagesFor, parseAll } from './flow-pages.ts';

const flows = Number(process.argv[3]);
const pages = pagesFor(flows);
const bodies = pageBodies(pages);

const planned = plan({
  captures: [plannedCapture({ rounds: 1 })],
  interfaces: [
    {
      interfaceId: 'eni-0a1',
      account: '111122223333',
      region: 'eu-west-1',
      vpcId: 'vpc-0a1',
      subnetId: 'subnet-0a1',
      addresses: [address('10.0.0.10')],
      reason: 'the finding names it',
    },
  ],
});

const stores = async (folder: string) => {
  const cases = caseStore(memoryRecordTable());
  const opened = caseRecord({ plan: planned });
  const record = captureRecord({ plan: planned.captures[0] ?? plannedCapture() });
  const { executionArn } = opened;
  await cases.createCase(opened);
  await cases.createCapture(record);
  const evidence = fileEvidence(folder);
  return { cases, record, executionArn, evidence, evidenceBucket: 'evidence', clock: handClock(), log: silentLog };
};

/** One case by the steps that do it: pages stored, flows normalised, joined, written as NDJSON and Parquet, signed, drawn.
 * All in one process, where each step has a function of its own. @returns the flows of the closed case */
const runCase = async (folder: string): Promise<number> => {
  const { record, executionArn, ...deps } = await stores(folder);
  const { caseId } = record;
  const collect = collectFlows({ ...deps, operations: operationsOf(bodies, pages), limits: collectLimits });
  while ((await collect(record)).next === 'collect-more');
  const key = signingKeyFrom(7);
  const policy = { load: async () => ({ policy: policySchema.parse({}), text: '{}', sha256: sha256Hex('{}') }) };
  const close = closeCase({
    ...deps,
    policy,
    signer: {
      sign: async (digest) => ({ signature: key.signDigest(digest), keyId: key.keyId, algorithm: 'ECDSA_SHA_256' }),
      publicKeyPem: async () => key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    signingKeyId: key.keyId,
    codeDigest: 'c'.repeat(64),
    events: { closed: async () => undefined },
  });
  const { flowCount } = await close({ caseId, executionArn });
  const publish = publishCase({
    ...deps,
    policy,
    home: { account: '111122223333', region: 'eu-west-1' },
    notesFor: () => Promise.reject(new Error('the case came from no finding')),
  });
  const { report } = await publish({ caseId });
  if (report !== 'written') throw new Error(`the report was ${report}`);
  return flowCount;
};

const folder = mkdtempSync(join(tmpdir(), 'flowtrap-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const start = process.cpuUsage();
const found = process.argv[2] === 'floor' ? parseAll(bodies, pages) : await runCase(folder);
const { user, system } = process.cpuUsage(start);
// Of the processor, collector of garbage included: a busy machine stretches the clock of whoever runs longer.
const seconds = (user + system) / 1_000_000;
if (found !== flows) throw new Error(`${found} flows of ${flows}`);
process.stdout.write(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1_024 }));
