import type { CaptureId, CaptureRecord } from '../domain/capture.ts';
import type { CaseRecord, Sighting, TimelineEntry } from '../domain/case.ts';
import type { FlowLogRecord } from '../domain/flow-log.ts';
import { sha256Hex } from '../domain/ids.ts';
import type { CaseStore } from '../ports/case-store.ts';
import type { RecordKey, RecordTable } from '../ports/record-table.ts';
import { typedRecords } from './typed-record.ts';

const casePk = (caseId: string): string => `CASE#${caseId}`;
const caseKey = (caseId: string): RecordKey => ({ pk: casePk(caseId), sk: 'CASE' });
const captureSk = (id: CaptureId): string => `CAPTURE#${id.captureKey}#${String(id.round).padStart(4, '0')}`;
const captureRecordKey = (id: CaptureId): RecordKey => ({ pk: casePk(id.caseId), sk: captureSk(id) });

/** One resource may be asked for by the trigger and by verbatim requests: each decision is kept. */
const flowLogKey = ({ caseId, resourceId, role, request = 0 }: FlowLogRecord): RecordKey => ({
  pk: casePk(caseId),
  sk: `FLOWLOG#${resourceId}#${role}#${String(request).padStart(4, '0')}`,
});

/** Kept apart from the case: a trigger that opened none has its record too. */
const triggerPk = (caseId: string): string => `TRIGGER#${caseId}`;
const sightingKey = ({ caseId, executionArn }: Sighting): RecordKey => ({
  pk: triggerPk(caseId),
  sk: `SIGHTING#${sha256Hex(executionArn).slice(0, 32)}`,
});

/** A line's place: by time, then by its own content, so that writing an equal line again changes nothing. */
const timelineKey = (caseId: string, entry: TimelineEntry): RecordKey => ({
  pk: casePk(caseId),
  sk: `EVENT#${new Date(entry.atMs).toISOString()}#${sha256Hex(JSON.stringify(entry)).slice(0, 12)}`,
});

/** The case store over the one table. */
export const caseStore = (table: RecordTable): CaseStore => {
  const sightings = typedRecords<Sighting>(table, 'sighting');
  const cases = typedRecords<CaseRecord>(table, 'case', (record) => ({
    grade: (record.closedEventAtMs !== undefined && record.grade) || 'OPEN',
    atMs: record.openedAtMs,
  }));
  const captures = typedRecords<CaptureRecord>(table, 'capture');
  const flowLogs = typedRecords<FlowLogRecord>(table, 'flow-log', (record) => ({
    interfaceId: record.resourceId,
    atMs: record.atMs,
  }));
  const timeline = typedRecords<TimelineEntry>(table, 'event');

  return {
    addSighting: (sighting) => sightings.create(sightingKey(sighting), sighting),
    listSightings: (caseId) => sightings.list(triggerPk(caseId), 'SIGHTING#'),
    createCase: (record) => cases.create(caseKey(record.caseId), record),
    findCase: (caseId) => cases.find(caseKey(caseId)),
    getCase: (caseId) => cases.get(caseKey(caseId)),
    updateCase: (caseId, change) => cases.update(caseKey(caseId), change),
    listCases: async ({ after, ...query }) => {
      const behind = after && { key: caseKey(after.caseId), atMs: after.openedAtMs };
      const entries = await table.listByGrade({ ...query, ...(behind ? { after: behind } : {}) });
      return entries.map(({ key, atMs }) => ({ caseId: key.pk.slice(casePk('').length), openedAtMs: atMs }));
    },
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
