import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { s3EvidenceStore } from '../../functions/lib/adapters/s3-evidence-store.ts';
import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { grades } from '../../functions/lib/domain/grade.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { slotStore } from '../../functions/lib/records/slot-store.ts';
import type { Host } from '../../functions/lib/runtime/host.ts';
import type { CaseSource } from './case-source.ts';
import { casesByInterface } from './interface-index.ts';

/** Index values of a case: its grade, or that it has none yet. */
const PARTITIONS = [...grades, 'OPEN'] as const;

const READS_AT_ONCE = 16;

/** The cases of a deployment: its table and its evidence bucket. */
export const awsCases = (host: Host, place: { readonly table: string; readonly bucket: string }): CaseSource => {
  const table = dynamoRecordTable(host, place.table);
  const cases = caseStore(table);
  return {
    place: `table ${place.table}`,
    cases,
    slots: slotStore(table),
    isLive: true,
    casesOf: casesByInterface(host, place.table),
    evidence: s3EvidenceStore(host, place.bucket),
    list: async (period) => {
      const found = await Promise.all(PARTITIONS.map((grade) => cases.listCases({ grade, ...period })));
      // A case may change its grade between two queries; it is one case all the same.
      const ids = [...new Set(found.flat().map(({ caseId }) => caseId))];
      const records: CaseRecord[] = [];
      for (let at = 0; at < ids.length; at += READS_AT_ONCE) {
        const read = await Promise.all(ids.slice(at, at + READS_AT_ONCE).map((caseId) => cases.findCase(caseId)));
        records.push(...read.filter((record) => record !== undefined));
      }
      return records.toSorted((a, b) => b.openedAtMs - a.openedAtMs);
    },
  };
};
