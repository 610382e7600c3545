import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ContractError } from '../../functions/lib/domain/errors.ts';
import { caseOfFlowsTableKey } from '../../functions/lib/evidence/keys.ts';
import { packageNameOf } from '../../functions/lib/evidence/verify-objects.ts';
import type { EvidenceStore } from '../../functions/lib/ports/evidence-store.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { slotStore } from '../../functions/lib/records/slot-store.ts';
import { LOCAL_FOLDER } from '../evidence/package-folder.ts';
import type { CaseSource, Period } from './case-source.ts';
import { keptTable, readKeptRecords } from './records-file.ts';

const CASE_OF_KEY = /^cases\/(c-[0-9a-f]{40})\//;
const CASE_OF_PK = /^CASE#(c-[0-9a-f]{40})$/;

const MISSING: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR']);

/** What is not there is no evidence; what may not be read is another fault. */
const nothing = (error: NodeJS.ErrnoException): undefined => {
  if (!MISSING.has(error.code)) throw error;
};

/** The packages below a folder as the bucket that they came from. Only read. */
const folderEvidence = (folder: string): EvidenceStore => ({
  get: async (key) => {
    const caseId = CASE_OF_KEY.exec(key)?.[1] ?? caseOfFlowsTableKey(key);
    const name = caseId === undefined ? undefined : packageNameOf(caseId, key);
    if (caseId === undefined || name === undefined) return undefined;
    const path = join(folder, caseId, name);
    return (await stat(path).catch(nothing))?.isFile() ? await readFile(path) : undefined;
  },
  put: async (key) => {
    throw new ContractError('kept evidence is not changed', { key });
  },
});

export const isWithin = (atMs: number, { sinceMs, untilMs }: Period): boolean =>
  (sinceMs === undefined || atMs >= sinceMs) && (untilMs === undefined || atMs <= untilMs);

/** The cases that `flowtrap demo --keep` left in a folder. */
export const folderCases = async (folder = LOCAL_FOLDER): Promise<CaseSource> => {
  const records = await readKeptRecords(folder);
  const table = keptTable(records);
  const cases = caseStore(table);
  const caseIds = records.flatMap(({ key }) => (key.sk === 'CASE' ? (CASE_OF_PK.exec(key.pk)?.[1] ?? []) : []));
  return {
    place: folder,
    cases,
    slots: slotStore(table),
    isLive: false,
    casesOf: async (interfaceId) =>
      new Set(
        records.flatMap(({ key }) =>
          key.sk.startsWith(`FLOWLOG#${interfaceId}#`) ? (CASE_OF_PK.exec(key.pk)?.[1] ?? []) : [],
        ),
      ),
    evidence: folderEvidence(folder),
    list: async (period) => {
      const all = await Promise.all(caseIds.map((caseId) => cases.getCase(caseId)));
      return all
        .filter(({ openedAtMs }) => isWithin(openedAtMs, period))
        .toSorted((a, b) => b.openedAtMs - a.openedAtMs);
    },
  };
};
