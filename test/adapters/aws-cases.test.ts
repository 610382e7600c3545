import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { awsCases } from '../../cli/cases/aws-cases.ts';
import { needCase, reading } from '../../cli/cases/open-source.ts';
import type { CaseRecord } from '../../functions/lib/domain/case.ts';
import { recordsTable } from '../../simulator/records-table.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import world from '../../simulator/worlds/beacon.json' with { type: 'json' };
import { caseRecord, START_MS } from '../unit/evidence/fixtures.ts';

const place = { table: 'flowtrap', bucket: 'evidence' };
const caseId = (digit: number): string => `c-${String(digit).repeat(40)}`;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ world, buckets: [{ name: place.bucket }] });
  await simulator.createTable(recordsTable(place.table));
  const { cases } = source();
  const add = (digit: number, changes: Partial<CaseRecord>) =>
    cases.createCase(caseRecord({ caseId: caseId(digit), openedAtMs: START_MS + digit, ...changes }));
  await add(1, { grade: 'COMPLETE', status: 'CLOSED' });
  await add(2, {});
  await add(3, { grade: 'PARTIAL', status: 'CLOSED' });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.faults.clear());

const source = (table = place.table) => awsCases(simulator.host({}), { ...place, table });

describe('the cases of a deployment', () => {
  it('are listed over all grades, the newest first', async () => {
    const found = await source().list({});

    expect(found.map((record) => record.caseId)).toEqual([3, 2, 1].map(caseId));
  });

  it('are those opened in the period, its ends included', async () => {
    const found = await source().list({ sinceMs: START_MS + 2, untilMs: START_MS + 3 });

    expect(found.map((record) => record.caseId)).toEqual([3, 2].map(caseId));
  });

  it('do not include one that is not there', async () => {
    await expect(needCase(source(), caseId(9))).rejects.toThrow(
      `no case ${caseId(9)} in table flowtrap: see "flowtrap cases" for those that are there`,
    );
  });

  it('cannot be read from a table that does not exist', async () => {
    await expect(reading(source('another'), ({ list }) => list({}))).rejects.toThrow(
      'there is no table another in this account and Region: check --table and AWS_REGION',
    );
  });

  it('say what to do where AWS refuses', async () => {
    const refused = Object.assign(new Error('no'), { name: 'AccessDeniedException' });

    await expect(reading(source(), () => Promise.reject(refused))).rejects.toThrow(
      'AWS refuses to show table flowtrap (AccessDeniedException): sign in, or ask for read access',
    );
  });
});
