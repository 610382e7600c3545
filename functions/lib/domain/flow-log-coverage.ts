import type { FlowLogDescription, FlowLogRecord } from './flow-log.ts';
import { claimedOwnership } from './flow-log-tags.ts';

/** Does a flow log record the traffic we want? It is active, not known to fail at delivery, and its traffic type is
 * `ALL` or the wanted one. Transit gateway flow logs have none, and none is asked of them. */
export const isSufficient = (flowLog: FlowLogDescription, trafficType: string | undefined): boolean =>
  (flowLog.status ?? 'ACTIVE') === 'ACTIVE' &&
  flowLog.deliverLogsStatus !== 'FAILED' &&
  (flowLog.trafficType === 'ALL' || flowLog.trafficType === trafficType);

/** Why an existing flow log does not do, in words for an analyst. */
export const shortfall = (flowLog: FlowLogDescription): string =>
  flowLog.deliverLogsStatus === 'FAILED'
    ? `${flowLog.flowLogId} fails at delivery (${flowLog.deliverLogsErrorMessage ?? 'no reason given'})`
    : `${flowLog.flowLogId} records ${flowLog.trafficType ?? 'unknown traffic'} only`;

/** The ends that a record's calls asked for, as long as no answer told what they made. */
export const unheardEnds = ({
  decision,
  flowLogId,
  leaseUntilMs,
  unheardUntilMs = [],
}: FlowLogRecord): readonly number[] => {
  const isOpen = (decision === 'asked' || decision === 'failed') && flowLogId === undefined;
  return isOpen && leaseUntilMs !== undefined ? [...new Set([...unheardUntilMs, leaseUntilMs])] : unheardUntilMs;
};

/** Do the case's own records show that we asked for this flow log? Tags can be copied to a foreign flow log; a record
 * that was written before our call cannot.
 * @param records of the case that the flow log's tag names */
export const isRecorded = (flowLog: FlowLogDescription, records: readonly FlowLogRecord[], owner: string): boolean => {
  const claimed = claimedOwnership(flowLog.tags, owner);
  return records.some(
    (record) =>
      record.caseId === claimed?.caseId &&
      record.resourceId === flowLog.resourceId &&
      ((record.leaseUntilMs !== undefined && (record.flowLogId ?? flowLog.flowLogId) === flowLog.flowLogId) ||
        (claimed.leaseUntilMs !== undefined && record.unheardUntilMs?.includes(claimed.leaseUntilMs))),
  );
};
