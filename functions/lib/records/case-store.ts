import type { CaptureId, CaptureRecord } from '../domain/capture.ts';
import type { CaseRecord, TimelineEntry } from '../domain/case.ts';
import type { FlowLogRecord } from '../domain/flow-log.ts';
import { sha256Hex } from '../domain/ids.ts';
import type { CaseStore } from '../ports/case-store.ts';
import type { RecordKey, RecordTable } from '../ports/record-table.ts';
import { typedRecords } from './typed-record.ts';

/** Which case a trigger belongs to. Kept for ever: execution names are free again after 90 days, a claim is not. */
interface TriggerClaim {
  readonly caseId: string;
  readonly executionArn: string;
  readonly atMs: number;
}

const casePk = (caseId: string): string => `CASE#${caseId}`;
const caseKey = (caseId: string): RecordKey => ({ pk: casePk(caseId), sk: 'CASE' });
const captureSk = (id: CaptureId): string => `CAPTURE#${id.captureKey}#${String(id.round).padStart(4, '0')}`;
const captureRecordKey = (id: CaptureId): RecordKey => ({ pk: casePk(id.caseId), sk: captureSk(id) });

/** One resource may be asked for by the trigger and by verbatim requests: each decision is kept. */
const flowLogKey = ({ caseId, resourceId, role, request = 0 }: FlowLogRecord): RecordKey => ({
  pk: casePk(caseId),
  sk: `FLOWLOG#${resourceId}#${role}#${String(request).padStart(4, '0')}`,
});

/** A line's place: by time, then by its own content, so that writing an equal line again changes nothing. */
const timelineKey = (caseId: string, entry: TimelineEntry): RecordKey => ({
  pk: casePk(caseId),
  sk: `EVENT#${new Date(entry.atMs).toISOString()}#${sha256Hex(JSON.stringify(entry)).slice(0, 12)}`,
});

/** The case store over the one table. */
export const caseStore = (table: RecordTable): CaseStore => {
  const claims = typedRecords<TriggerClaim>(table, 'trigger');
  const cases = typedRecords<CaseRecord>(table, 'case', (record) => ({
    grade: record.grade ?? 'OPEN',
    atMs: record.openedAtMs,
  }));
  const captures = typedRecords<CaptureRecord>(table, 'capture');
  const flowLogs = typedRecords<FlowLogRecord>(table, 'flow-log', (record) => ({
    interfaceId: record.resourceId,
    atMs: record.atMs,
  }));
  const timeline = typedRecords<TimelineEntry>(table, 'event');

  return {
    claimTrigger: async ({ triggerId, ...claim }) => {
      const key = { pk: `TRIGGER#${triggerId}`, sk: 'CASE' };
      if (await claims.create(key, claim)) return { claimed: true, ...claim };
      const { caseId, executionArn } = await claims.get(key);
      return { claimed: executionArn === claim.executionArn, caseId, executionArn };
    },
    createCase: (record) => cases.create(caseKey(record.caseId), record),
    findCase: (caseId) => cases.find(caseKey(caseId)),
    getCase: (caseId) => cases.get(caseKey(caseId)),
    updateCase: (caseId, change) => cases.update(caseKey(caseId), change),
    createCapture: (record) => captures.create(captureRecordKey(record), record),
    findCapture: (id) => captures.find(captureRecordKey(id)),
    getCapture: (id) => captures.get(captureRecordKey(id)),
    updateCapture: (id, change) => captures.update(captureRecordKey(id), change),
    listCaptures: (caseId) => captures.list(casePk(caseId), 'CAPTURE#'),
    putFlowLog: (record) => flowLogs.put(flowLogKey(record), record),
    listFlowLogs: (caseId) => flowLogs.list(casePk(caseId), 'FLOWLOG#'),
    addTimeline: async (caseId, entry) => {
      await timeline.create(timelineKey(caseId, entry), entry);
    },
    listTimeline: (caseId) => timeline.list(casePk(caseId), 'EVENT#'),
  };
};
