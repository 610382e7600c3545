import { memberPlaces } from '../lib/adapters/member-places.ts';
import { s3EvidenceStore } from '../lib/adapters/s3-evidence-store.ts';
import { ssmPolicySource } from '../lib/adapters/ssm-policy-source.ts';
import type { Host } from '../lib/runtime/host.ts';
import { step } from '../lib/runtime/step.ts';
import { toolbox } from '../lib/runtime/toolbox.ts';
import { publishCaseContract } from './contract.ts';
import { publishCase } from './publish-case.ts';

export const publishCaseFunction = (host: Host) =>
  step(host, publishCaseContract, (env, log) => {
    const policy = ssmPolicySource(host, env.POLICY_PARAMETER);
    const accounts = async () => (await policy.load()).policy.accounts;
    const { cases, members, home, clock } = toolbox(host, env, { actor: publishCaseContract.name, accounts });
    const places = memberPlaces(members);
    const evidenceBucket = env.EVIDENCE_BUCKET;
    const evidence = s3EvidenceStore(host, evidenceBucket);
    const notesFor = async (caseId: string) => {
      const { securityHubFindingNotes } = await import('../lib/adapters/securityhub-finding-notes.ts');
      return securityHubFindingNotes(places, caseId);
    };
    return publishCase({ cases, evidence, evidenceBucket, policy, notesFor, home, clock, log });
  });
