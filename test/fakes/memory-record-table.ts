import { isDeepStrictEqual } from 'node:util';
import type {
  IndexEntry,
  RecordBody,
  RecordIndexes,
  RecordKey,
  RecordTable,
  StoredRecord,
} from '../../functions/lib/ports/record-table.ts';

const plain = (body: RecordBody): RecordBody => JSON.parse(JSON.stringify(body));
const nameOf = (key: RecordKey): string => JSON.stringify([key.pk, key.sk]);

/** The record table in memory: the same answers as the one on DynamoDB. */
export const memoryRecordTable = (): RecordTable & { readonly records: () => readonly StoredRecord[] } => {
  const stored = new Map<string, StoredRecord>();
  const indexed = new Map<string, RecordIndexes>();

  const write = (
    record: StoredRecord,
    indexes: RecordIndexes,
    allowed: (current: StoredRecord | undefined) => boolean,
  ): boolean => {
    const current = stored.get(nameOf(record.key));
    if (!allowed(current)) return isDeepStrictEqual(current, record);
    stored.set(nameOf(record.key), record);
    indexed.set(nameOf(record.key), indexes);
    return true;
  };

  const entriesOf = (grade: string): readonly IndexEntry[] =>
    [...stored.values()]
      .flatMap(({ key }) => {
        const { atMs = 0, ...indexes } = indexed.get(nameOf(key)) ?? {};
        return indexes.grade === grade ? [{ key, atMs }] : [];
      })
      .sort((a, b) => a.atMs - b.atMs);

  return {
    records: () => [...stored.values()],
    get: async (key) => stored.get(nameOf(key)),
    create: async (key, body, indexes = {}) =>
      write(
        { key: { pk: key.pk, sk: key.sk }, revision: 1, body: plain(body) },
        indexes,
        (current) => current === undefined,
      ),
    replace: async (key, expected, body, indexes = {}) =>
      write(
        { key: { pk: key.pk, sk: key.sk }, revision: expected + 1, body: plain(body) },
        indexes,
        (current) => current?.revision === expected,
      ),
    list: async (pk, prefix) =>
      [...stored.values()]
        .filter((record) => record.key.pk === pk && record.key.sk.startsWith(prefix))
        .sort((a, b) => (a.key.sk < b.key.sk ? -1 : 1)),
    listByGrade: async ({ grade, sinceMs = 0, untilMs = Number.MAX_SAFE_INTEGER, after, limit }) => {
      const all = entriesOf(grade);
      const behind = after ? all.findIndex(({ key }) => isDeepStrictEqual(key, after.key)) + 1 : 0;
      return all
        .slice(behind)
        .filter(({ atMs }) => atMs >= Math.max(sinceMs, after?.atMs ?? 0) && atMs <= untilMs)
        .slice(0, limit);
    },
    remove: async (key, expected) => {
      const current = stored.get(nameOf(key));
      if (current && current.revision !== expected) return false;
      stored.delete(nameOf(key));
      return true;
    },
  };
};
