import { dynamoRecordTable } from '../lib/adapters/dynamo-record-table.ts';
import { eventbridgeCaseEvents } from '../lib/adapters/eventbridge-case-events.ts';
import { kmsSigner } from '../lib/adapters/kms-signer.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { ssmPolicySource } from '../lib/adapters/ssm-policy-source.ts';
import { caseStore } from '../lib/records/case-store.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { closeCase } from './close-case.ts';
import { closeCaseContract } from './contract.ts';

export const closeCaseFunction = (host: Host) =>
  step(host, closeCaseContract, (env, log) =>
    closeCase({
      cases: caseStore(dynamoRecordTable(host, env.TABLE_NAME)),
      evidence: s3EvidenceStore(host, env.EVIDENCE_BUCKET),
      evidenceBucket: env.EVIDENCE_BUCKET,
      policy: ssmPolicySource(host, env.POLICY_PARAMETER),
      events: eventbridgeCaseEvents(host, env.EVENT_BUS_NAME),
      signer: kmsSigner(host, env.SIGNING_KEY_ID),
      clock: host.clock,
      log,
      signingKeyId: env.SIGNING_KEY_ID,
      codeDigest: env.CODE_DIGEST,
    }),
  );
