import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { CaptureRecord } from '../../functions/lib/domain/capture.ts';
import type { CaseRecord, Sighting } from '../../functions/lib/domain/case.ts';
import type { FlowLogLease, FlowLogRecord } from '../../functions/lib/domain/flow-log.ts';
import type { SlotRecord, Waiter } from '../../functions/lib/domain/slot.ts';
import type { MemoryDynamo } from '../aws/dynamo.ts';

/** Everything in the table, by kind. */
export interface TableRecords {
  readonly cases: readonly CaseRecord[];
  readonly captures: readonly CaptureRecord[];
  readonly sightings: readonly Sighting[];
  readonly flowLogs: readonly FlowLogRecord[];
  readonly leases: readonly FlowLogLease[];
  readonly waiters: readonly Waiter[];
  readonly slots: readonly SlotRecord[];
}

interface Body<R> {
  readonly value: R;
}

const isAttribute = (value: unknown): value is AttributeValue => typeof value === 'object' && value !== null;

const kindOf = (item: Readonly<Record<string, unknown>>): string => {
  const record: unknown = item.record;
  if (typeof record !== 'object' || record === null || !('M' in record)) return '';
  const body: unknown = record.M;
  if (typeof body !== 'object' || body === null) return '';
  const kind: unknown = 'kind' in body ? body.kind : undefined;
  const text: unknown = typeof kind === 'object' && kind !== null && 'S' in kind ? kind.S : 'slot';
  return String(text);
};

/** The table's own words: kinds are written by the record stores alone, so a body of a kind is what its type says. */
const isBody = <R>(value: unknown): value is Body<R> => typeof value === 'object' && value !== null && 'value' in value;
const isSlot = (value: unknown): value is SlotRecord =>
  typeof value === 'object' && value !== null && 'pastOperationIds' in value;

const bodyOf = (item: Readonly<Record<string, unknown>>): unknown =>
  isAttribute(item.record) ? unmarshall({ record: item.record }).record : undefined;

/** Reads the table as anybody with read permission could. */
export const readRecords = (dynamo: MemoryDynamo): TableRecords => {
  const items = dynamo.items();
  const ofKind = <R>(kind: string): readonly R[] =>
    items
      .filter((item) => kindOf(item) === kind)
      .map(bodyOf)
      .filter((body) => isBody<R>(body))
      .map(({ value }) => value);
  return {
    cases: ofKind<CaseRecord>('case'),
    captures: ofKind<CaptureRecord>('capture'),
    sightings: ofKind<Sighting>('sighting'),
    flowLogs: ofKind<FlowLogRecord>('flow-log'),
    leases: ofKind<FlowLogLease>('lease'),
    waiters: ofKind<Waiter>('waiter'),
    slots: items
      .filter((item) => kindOf(item) === 'slot')
      .map(bodyOf)
      .filter(isSlot),
  };
};
