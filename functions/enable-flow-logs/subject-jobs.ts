import type { AffectedInterface } from '../lib/domain/plan.ts';
import { type CaseContext, type EnableFlowLogsDeps, slotFor } from './case-context.ts';
import { decidedJob, interfaceJob, type Job, verbatimJob } from './jobs.ts';

/** Interfaces that the plan names, as far as policy allows. */
export const plannedInterfaceIds = ({ record }: CaseContext): readonly string[] => [
  ...new Set(record.plan.flowLogs.interfaceIds),
];

const interfaceJobs = (deps: EnableFlowLogsDeps, context: CaseContext): readonly Job[] => {
  const { caseId, plan } = context.record;
  const maximum = context.policy.flowLogs.maximumInterfacesPerCase;
  const known = new Map(
    plan.interfaces.map((affected): [string, AffectedInterface] => [affected.interfaceId, affected]),
  );
  return plannedInterfaceIds(context).map((resourceId, index) => {
    const affected = known.get(resourceId);
    const { account, region } = affected ?? deps.home;
    const slot = slotFor(context, { caseId, resourceId, account, region, role: 'subject' });
    if (affected === undefined) {
      return decidedJob([slot], { decision: 'failed', reason: 'the plan does not say where this interface is' });
    }
    if (index >= maximum) {
      return decidedJob([slot], { decision: 'skipped', reason: `more than ${maximum} interfaces in this case` });
    }
    return interfaceJob(deps, context, { slot, containers: [affected.subnetId, affected.vpcId] });
  });
};

/** A request names no account: it means the one that the trigger names, else ours. */
const verbatimJobs = (deps: EnableFlowLogsDeps, context: CaseContext): readonly Job[] => {
  const { caseId, plan } = context.record;
  const account = plan.lead?.account ?? deps.home.account;
  const region = plan.lead?.region ?? deps.home.region;
  return plan.flowLogs.verbatim.map((request, index) => {
    const slots = [...new Set(request.ResourceIds)].map((resourceId) =>
      slotFor(context, { caseId, resourceId, account, region, role: 'verbatim', request: index + 1 }),
    );
    return verbatimJob(deps, context, { slots, request });
  });
};

/** What the plan asks for: the subjects' interfaces, then the requests that run as they stand. */
export const subjectJobs = (deps: EnableFlowLogsDeps, context: CaseContext): readonly Job[] => [
  ...interfaceJobs(deps, context),
  ...verbatimJobs(deps, context),
];
