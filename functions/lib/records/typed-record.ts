import { ContractError, RecordConflictError, RecordNotFoundError } from '../domain/errors.ts';
import type { Change } from '../ports/case-store.ts';
import type { RecordBody, RecordIndexes, RecordKey, RecordTable, StoredRecord } from '../ports/record-table.ts';

/** How often an update starts over after somebody else was faster. Races are short: two or three holders at most. */
const MAX_RACES = 8;

/** Records of one type in the table. The body carries its `kind`, so a wrong key cannot pass for another type. */
export interface TypedRecords<R> {
  find(key: RecordKey): Promise<R | undefined>;
  get(key: RecordKey): Promise<R>;
  create(key: RecordKey, record: R): Promise<boolean>;
  update(key: RecordKey, change: Change<R>): Promise<R>;
  put(key: RecordKey, record: R): Promise<void>;
  list(pk: string, prefix: string): Promise<readonly R[]>;
}

type Tagged<R> = { readonly kind: string; readonly value: R };

/** Only `typedRecords` writes these bodies, so a body of the right kind is what its type says. */
const isTagged = <R>(body: RecordBody, kind: string): body is RecordBody & Tagged<R> =>
  body.kind === kind && typeof body.value === 'object' && body.value !== null;

/** @param indexes what of a record the table's indexes need */
export const typedRecords = <R extends object>(
  table: RecordTable,
  kind: string,
  indexes: (record: R) => RecordIndexes = () => ({}),
): TypedRecords<R> => {
  const untag = ({ key, body }: StoredRecord): R => {
    if (!isTagged<R>(body, kind))
      throw new ContractError(`record ${key.sk} is not of kind ${kind}: another version of Flowtrap wrote it`, {
        sk: key.sk,
      });
    return body.value;
  };
  const find = async (key: RecordKey) => {
    const stored = await table.get(key);
    return stored && untag(stored);
  };
  const create = async (key: RecordKey, value: R) => await table.create(key, { kind, value }, indexes(value));

  const updateOnce = async (key: RecordKey, change: Change<R>): Promise<R | undefined> => {
    const stored = await table.get(key);
    if (!stored) throw new RecordNotFoundError(`no record ${key.sk}`, { sk: key.sk });
    const current = untag(stored);
    const value = change(current);
    if (value === current) return current;
    return (await table.replace(key, stored.revision, { kind, value }, indexes(value))) ? value : undefined;
  };

  return {
    find,
    create,
    get: async (key) => {
      const record = await find(key);
      if (record === undefined) throw new RecordNotFoundError(`no record ${key.sk}`, { sk: key.sk });
      return record;
    },
    update: async (key, change) => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        const updated = await updateOnce(key, change);
        if (updated !== undefined) return updated;
      }
      throw new RecordConflictError(`record ${key.sk} changed ${MAX_RACES} times while being updated`, { sk: key.sk });
    },
    put: async (key, record) => {
      for (let race = 0; race < MAX_RACES; race += 1) {
        const stored = await table.get(key);
        const body = { kind, value: record };
        const written = stored
          ? await table.replace(key, stored.revision, body, indexes(record))
          : await table.create(key, body, indexes(record));
        if (written) return;
      }
      throw new RecordConflictError(`record ${key.sk} changed ${MAX_RACES} times while being written`, { sk: key.sk });
    },
    list: async (pk, prefix) => (await table.list(pk, prefix)).map(untag),
  };
};
