import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import rows from '../../cases/triggers/guardduty-shapes.json' with { type: 'json' };
import { finding } from './backdoor-finding.ts';
import { eventOf } from './finding-builder.ts';
import { pascalCased, reasonOf, tuplesIn, withValue } from './helpers.ts';

interface ShapeRow {
  readonly name: string;
  readonly set: object;
  readonly outcome: string;
  readonly reason?: string;
  readonly problem?: string;
  /** What is wrong, and no reason to refuse. */
  readonly flaw?: string;
  readonly note?: string;
  readonly tuples?: readonly object[];
  readonly subjects?: readonly object[];
  readonly drill?: boolean;
  readonly archived?: boolean;
  readonly severity?: number;
  readonly lastSeenMs?: number;
  readonly account?: string | null;
  readonly region?: string;
}

const table: readonly ShapeRow[] = rows;

const findingWith = (set: object): object =>
  Object.entries(set).reduce<object>((changing, [path, value]) => {
    const changed = withValue(changing, path, value);
    return typeof changed === 'object' && changed !== null ? changed : {};
  }, finding);

describe('the shapes in which a finding may come', () => {
  it.each(table)('$name: $outcome', (row) => {
    const reading = readTrigger(JSON.stringify(eventOf(findingWith(row.set))));

    expect(reading.outcome, JSON.stringify(reading)).toBe(row.outcome);
    if (row.tuples) expect(tuplesIn(reading)).toEqual(row.tuples);
    if (row.subjects) expect(reading.lead?.subjects).toMatchObject(row.subjects);
    if (row.reason) expect(reasonOf(reading)).toContain(row.reason);
    if (row.problem)
      expect(reading.outcome === 'refused' && reading.problems.map(({ path }) => path)).toContain(row.problem);
    const flaws = reading.outcome === 'lead' ? (reading.problems ?? []) : [];
    expect(flaws.map(({ path }) => path)).toEqual(row.flaw === undefined ? [] : [row.flaw]);
    if (row.note) expect(reading.lead?.notes.join('; ')).toContain(row.note);
    if (row.account === null) expect(reading.lead?.account).toBeUndefined();
    const { drill, archived, severity, lastSeenMs, region } = row;
    expect(reading.lead).toMatchObject(JSON.parse(JSON.stringify({ drill, archived, severity, lastSeenMs, region })));
  });

  it.each(table.filter(({ problem }) => problem === undefined))(
    '$name reads the same with the names of the SDK',
    (row) => {
      const plain = readTrigger(JSON.stringify(eventOf(findingWith(row.set))));

      const pascal = readTrigger(JSON.stringify(pascalCased(findingWith(row.set))));

      expect(pascal.outcome).toBe(plain.outcome);
      expect(tuplesIn(pascal)).toEqual(tuplesIn(plain));
      expect(pascal.lead?.subjects).toEqual(plain.lead?.subjects);
    },
  );

  it('never repeats a value that it refuses', () => {
    const reading = readTrigger(
      JSON.stringify(
        eventOf(
          findingWith({ 'service.action.networkConnectionAction.remoteIpDetails.ipAddressV4': '<script>x</script>' }),
        ),
      ),
    );

    expect(JSON.stringify({ ...reading, lead: undefined })).not.toContain('script');
  });

  it('gives one key to copies, and another to another finding', () => {
    const first = readTrigger(JSON.stringify(eventOf(finding)));
    const copy = readTrigger(JSON.stringify(pascalCased(finding)));
    const other = readTrigger(JSON.stringify({ ...finding, arn: `${finding.arn}2` }));

    expect(copy.lead?.key).toEqual(first.lead?.key);
    expect(other.lead?.key).not.toEqual(first.lead?.key);
  });

  it('keys a finding without a usable ARN by account, Region and id', () => {
    const reading = readTrigger(
      JSON.stringify({ ...finding, arn: 'arn:aws:guardduty:eu-west-1:111122223333:detector/...' }),
    );

    expect(reading.lead).toMatchObject({
      key: ['guardduty', '111122223333', 'eu-west-1', '00f1'],
      perExecution: false,
    });
  });

  it('makes a case of each execution for a finding that names itself in no way', () => {
    const reading = readTrigger(JSON.stringify({ ...finding, arn: null, id: null }));

    expect(reading.lead?.perExecution).toBe(true);
  });
});
