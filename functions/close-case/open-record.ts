import type { CaseRecord } from '../lib/domain/case.ts';
import { caseIdFrom, sha256Hex } from '../lib/domain/ids.ts';
import type { Plan } from '../lib/domain/plan.ts';
import type { CloseDeps } from './close-deps.ts';
import type { CloseCaseInput } from './contract.ts';

const NO_PLAN = 'no plan was made';

const noPlan: Plan = {
  outcome: 'refused',
  reason: NO_PLAN,
  problems: [],
  filters: [],
  dropped: [],
  interfaces: [],
  paths: [],
  captures: [],
  flowLogs: { interfaceIds: [], verbatim: [], reason: NO_PLAN },
};

/** The policy may be what failed; a case that ends for it is recorded all the same. */
const policyText = async ({ policy, log }: CloseDeps): Promise<string> => {
  try {
    return (await policy.load()).text;
  } catch (error) {
    log.warn('the policy could not be read', { error: error instanceof Error ? error.name : 'unknown' });
    return '';
  }
};

/** A record for an execution that failed before it had a case, so that its end is on record like any other. Its id follows
 * from the execution: a repeated step finds the same one. */
const createMinimal = async (deps: CloseDeps, caseId: string, executionArn: string): Promise<CaseRecord> => {
  const text = await policyText(deps);
  const policySha256 = sha256Hex(text);
  const openedAtMs = deps.clock.nowMs();
  const base = { caseId, executionArn, status: 'OPEN', openedAtMs, triggerSha256: '', plan: noPlan } as const;
  await deps.cases.createCase({ ...base, policyText: text, policySha256 });
  return await deps.cases.getCase(caseId);
};

/** The case to close. @throws RecordNotFoundError when there is none, and no failure that explains it */
export const openRecord = async (deps: CloseDeps, input: CloseCaseInput): Promise<CaseRecord> => {
  const { executionArn, failure } = input;
  const caseId = input.caseId ?? caseIdFrom(['execution', executionArn]);
  const found = await deps.cases.findCase(caseId);
  if (found) return found;
  return failure ? await createMinimal(deps, caseId, executionArn) : await deps.cases.getCase(caseId);
};
