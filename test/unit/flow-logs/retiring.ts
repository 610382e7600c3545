import { type FlowLogWorld, flowLogWorld, subjectInterface } from './world.ts';

/** The case's subject. */
export const ENI = 'eni-0aa1';
/** What a run tells that had nothing to do. */
export const quiet = {
  retired: 0,
  active: 0,
  failed: 0,
  needOperator: 0,
  adopted: 0,
  unreadable: 0,
  more: false,
  leases: [],
};

/** A world in which a case has turned flow logs on. */
export const withFlowLog = async (world: FlowLogWorld = flowLogWorld()) => {
  await world.openCase('a', { interfaces: [subjectInterface(ENI)] });
  await world.subjects('a');
  return world;
};

/** The lease of the one flow log there is. */
export const onlyLease = async (world: FlowLogWorld) => await world.leases.find(world.ec2.all()[0]?.flowLogId ?? '');
