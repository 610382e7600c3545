/** A key of the one table. `pk` and `sk` hold only ids of ours and verbatim AWS ids, never event text. */
export interface RecordKey {
  readonly pk: string;
  readonly sk: string;
}

/** A JSON value as a record's body. */
export type RecordBody = Readonly<Record<string, unknown>>;

export interface StoredRecord {
  readonly key: RecordKey;
  /** 1 for a new record, one more with each change: the fence of every conditional write. */
  readonly revision: number;
  readonly body: RecordBody;
}

/** Attributes that the indexes need: `byInterface` (interface and time) and `byGrade` (grade and time), epoch ms in the sort key. */
export interface RecordIndexes {
  readonly interfaceId?: string;
  readonly grade?: string;
  readonly atMs?: number;
}

/** Where an index has a record: its key and its time. */
export interface IndexEntry {
  readonly key: RecordKey;
  /** Epoch ms. */
  readonly atMs: number;
}

/** Part of the index `byGrade`: times from `sinceMs` to `untilMs`, both included; beyond the entry `after`, where given. */
export interface GradeQuery {
  readonly grade: string;
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly after?: IndexEntry;
  /** At most so many entries; all of them unless given. */
  readonly limit?: number;
}

/** The one table, reduced to single-item conditional writes. All reads but that of the index are strongly consistent. */
export interface RecordTable {
  get(key: RecordKey): Promise<StoredRecord | undefined>;
  /** Writes a record that must not exist. False when another body is there. Repeating it with an equal body is true,
   * so a lost response needs no special case. */
  create(key: RecordKey, body: RecordBody, indexes?: RecordIndexes): Promise<boolean>;
  /** Replaces revision `expected`. False when the record has moved on to another body; an equal body is true. */
  replace(key: RecordKey, expected: number, body: RecordBody, indexes?: RecordIndexes): Promise<boolean>;
  /** Every record of `pk` whose `sk` starts with `prefix`, ascending by `sk`, through all pages. */
  list(pk: string, prefix: string): Promise<readonly StoredRecord[]>;
  /** Entries of the index `byGrade`, ascending by time. The index is behind the table: read a record before acting on it. */
  listByGrade(query: GradeQuery): Promise<readonly IndexEntry[]>;
  /** Removes revision `expected`. False when the record has moved on; a missing record is true. */
  remove(key: RecordKey, expected: number): Promise<boolean>;
}
