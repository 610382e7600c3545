import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import rows from '../../cases/triggers/guardduty-types.json' with { type: 'json' };
import { ACCOUNT, eventOf, FINDING_ARN, findingOf, REGION, type TypeRow } from './finding-builder.ts';
import { pascalCased, tuplesIn } from './helpers.ts';

const table: readonly TypeRow[] = rows;

describe('every GuardDuty finding type', () => {
  it.each(table)('$type as an event: $outcome', (row) => {
    const reading = readTrigger(JSON.stringify(eventOf(findingOf(row))));

    expect(reading.outcome, JSON.stringify(reading)).toBe(row.outcome);
    expect(tuplesIn(reading)).toEqual(row.tuples);
    expect(reading.lead).toMatchObject({
      source: 'guardduty',
      key: ['guardduty', FINDING_ARN],
      type: row.type,
      severity: row.severity,
      account: ACCOUNT,
      region: REGION,
      firstSeenMs: Date.UTC(2026, 0, 1),
      lastSeenMs: Date.UTC(2026, 0, 1, 0, 10),
      drill: false,
      archived: false,
    });
  });

  it.each(table)('$type reads the same from the API as from an event', (row) => {
    const finding = findingOf(row);
    const raw = { ...finding, service: { ...finding.service, additionalInfo: { type: 'default', value: '{}' } } };

    const reading = readTrigger(JSON.stringify({ Findings: [pascalCased(raw)] }));

    expect(tuplesIn(reading)).toEqual(row.tuples);
    expect(reading.lead).toEqual(readTrigger(JSON.stringify(eventOf(finding))).lead);
  });

  it('covers each type once or more, with at least one subject wherever there is something to look for', () => {
    const leads = table
      .filter(({ outcome }) => outcome === 'lead')
      .map((row) => readTrigger(JSON.stringify(findingOf(row))).lead);

    expect(leads.every((lead) => (lead?.subjects.length ?? 0) > 0)).toBe(true);
    expect(new Set(table.map(({ type }) => type)).size).toBeGreaterThan(120);
  });
});
