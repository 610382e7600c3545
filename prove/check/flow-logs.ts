import type { PlacedFlowLog } from '../../simulator/services/ec2/flow-log-store.ts';
import { FOREIGN_FLOW_LOG } from '../world/network.ts';
import { type Seen, type Violation, violation } from './seen.ts';

/** Nobody else makes flow logs in these worlds: what the world file does not have is ours, whatever its tags say. */
export const isOurs = ({ flowLog }: PlacedFlowLog): boolean => flowLog.FlowLogId !== FOREIGN_FLOW_LOG;

/** S8, L6, once every lease is over and the sweeper has run: none of ours is left, and nothing else was touched. */
export const checkFlowLogs = ({ world, records }: Seen): readonly Violation[] => {
  const leased = new Set(records.leases.map(({ flowLogId }) => flowLogId));
  return world.sim.flowLogs.all().flatMap((placed) => {
    const { FlowLogId: id } = placed.flowLog;
    const gone = placed.deletedAtMs !== undefined;
    if (!isOurs(placed)) return gone ? [violation('foreign-flow-log', `${id} was not ours and is gone`)] : [];
    if (!leased.has(id)) return [violation('orphaned-flow-log', `${id} never had a lease`)];
    return gone ? [] : [violation('orphaned-flow-log', `${id} is past its end and still there`)];
  });
};
