import { isDeepStrictEqual } from 'node:util';
import type { RecordBody, RecordKey, RecordTable, StoredRecord } from '../../functions/lib/ports/record-table.ts';

const plain = (body: RecordBody): RecordBody => JSON.parse(JSON.stringify(body));
const nameOf = (key: RecordKey): string => JSON.stringify([key.pk, key.sk]);

/** The record table in memory: the same answers as the one on DynamoDB. */
export const memoryRecordTable = (): RecordTable & { readonly records: () => readonly StoredRecord[] } => {
  const stored = new Map<string, StoredRecord>();

  const write = (record: StoredRecord, allowed: (current: StoredRecord | undefined) => boolean): boolean => {
    const current = stored.get(nameOf(record.key));
    if (!allowed(current)) return isDeepStrictEqual(current, record);
    stored.set(nameOf(record.key), record);
    return true;
  };

  return {
    records: () => [...stored.values()],
    get: async (key) => stored.get(nameOf(key)),
    create: async (key, body) =>
      write({ key: { pk: key.pk, sk: key.sk }, revision: 1, body: plain(body) }, (current) => current === undefined),
    replace: async (key, expected, body) =>
      write(
        { key: { pk: key.pk, sk: key.sk }, revision: expected + 1, body: plain(body) },
        (current) => current?.revision === expected,
      ),
    list: async (pk, prefix) =>
      [...stored.values()]
        .filter((record) => record.key.pk === pk && record.key.sk.startsWith(prefix))
        .sort((a, b) => (a.key.sk < b.key.sk ? -1 : 1)),
    remove: async (key, expected) => {
      const current = stored.get(nameOf(key));
      if (current && current.revision !== expected) return false;
      stored.delete(nameOf(key));
      return true;
    },
  };
};
