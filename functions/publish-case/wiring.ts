import { dynamoRecordTable } from '../lib/adapters/dynamo-record-table.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { caseStore } from '../lib/records/case-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { publishCaseContract } from './contract.ts';
import { publishCase } from './publish-case.ts';

export const publishCaseFunction = (host: Host) =>
  step(host, publishCaseContract, (env, log) =>
    publishCase({
      cases: caseStore(dynamoRecordTable(host, env.TABLE_NAME)),
      evidence: s3EvidenceStore(host, env.EVIDENCE_BUCKET),
      clock: host.clock,
      log,
    }),
  );
