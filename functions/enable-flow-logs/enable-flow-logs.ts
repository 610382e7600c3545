import type { FlowLogRecord } from '../lib/domain/flow-log.ts';
import { type EnableFlowLogsDeps, openContext } from './case-context.ts';
import type { EnableFlowLogsInput, EnableFlowLogsOutput } from './contract.ts';
import { runJob } from './jobs.ts';
import { peerJobs } from './peer-jobs.ts';
import { subjectJobs } from './subject-jobs.ts';

const count = (records: readonly FlowLogRecord[], decision: FlowLogRecord['decision']): number =>
  records.filter((record) => record.decision === decision).length;

/** Turns flow logs on for the interfaces of a case: those that the plan names, or those that its captures reveal. What
 * covers an interface already is left alone; what we create has a lease. Each decision is a record and a line in the
 * timeline, and one that fails never stops the others.
 *
 * Safe to run twice: decided is decided, and a request that is sent again carries the same token.
 * @throws the first fault that another run may mend, once everything else is done */
export const enableFlowLogs =
  (deps: EnableFlowLogsDeps) =>
  async ({ caseId, stage }: EnableFlowLogsInput): Promise<EnableFlowLogsOutput> => {
    const context = await openContext(deps, caseId);
    const jobs = stage === 'subjects' ? subjectJobs(deps, context) : await peerJobs(deps, context);
    const records: FlowLogRecord[] = [];
    const faults: unknown[] = [];
    for (const job of jobs) {
      const result = await runJob(deps, context, job);
      records.push(...result.records);
      if (result.fault !== undefined) faults.push(result.fault);
    }
    const output = {
      caseId,
      created: count(records, 'created'),
      extended: count(records, 'extended'),
      covered: count(records, 'already-covered'),
      failed: count(records, 'failed'),
    };
    deps.log.info('flow logs decided', { stage, ...output, faults: faults.length });
    if (faults.length > 0) throw faults[0];
    return output;
  };
