import { ownerOf } from '../lib/domain/flow-log-tags.ts';
import type { LeaseChange, RetireFlowLogsInput, RetireFlowLogsOutput } from './contract.ts';
import { extendLeases } from './extend-leases.ts';
import { type RetireFlowLogsDeps, retireFlowLogs } from './retire-flow-logs.ts';
import { type RetireLeasesDeps, retireLeases } from './retire-leases.ts';

export type RunOrderDeps = RetireFlowLogsDeps & Pick<RetireLeasesDeps, 'cases'>;

const outputOf = (leases: readonly LeaseChange[]): RetireFlowLogsOutput => {
  const count = (...outcomes: readonly LeaseChange['outcome'][]): number =>
    leases.filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    retired: count('retired'),
    active: count('extended', 'kept', 'released'),
    failed: count('waits'),
    needOperator: count('needs-operator'),
    adopted: 0,
    unreadable: 0,
    more: false,
    leases: [...leases],
  };
};

/** Does what the machine was started for: a person's order about one flow log or one case, or the schedule's round over all
 * leases. Safe to run twice, as each of them is. */
export const runOrder = (deps: RunOrderDeps) => {
  const shared = { ...deps, owner: ownerOf(deps.home) };
  const [sweep, extend, retire] = [retireFlowLogs(deps), extendLeases(shared), retireLeases(shared)];
  return async (input: RetireFlowLogsInput): Promise<RetireFlowLogsOutput> => {
    if (!('order' in input) || !('action' in input.order)) return await sweep();
    const { order, executionArn } = input;
    const done =
      order.action === 'extend' ? await extend({ order, executionArn }) : await retire({ order, executionArn });
    const output = outputOf(done);
    const { leases, ...counts } = output;
    deps.log.info('lease order done', { action: order.action, leases: leases.length, ...counts });
    return output;
  };
};
