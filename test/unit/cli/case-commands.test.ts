import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowSchema } from '../../../functions/lib/evidence/flow-schema.ts';
import { CASE_ID } from '../evidence/fixtures.ts';
import { here, kept, NOBODY, place, run } from './kept-case.ts';

describe('flowtrap cases', () => {
  it('lists a kept case with grade, flows and interface', async () => {
    const { code, out } = await here('cases');

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`${CASE_ID}.*PARTIAL +3 +eni-0a1`));
  });

  it.each([
    [['--grade', 'partial'], 1],
    [['--grade', 'COMPLETE'], 0],
    [['--interface', 'eni-0a1'], 1],
    [['--interface', 'eni-0a2'], 0],
    [['--account', '111122223333'], 1],
    [['--account', '999999999999'], 0],
    [['--since', '2026-03-01T00:00:00Z', '--until', '2026-03-02T00:00:00Z'], 1],
    [['--until', '2026-02-01T00:00:00Z'], 0],
  ])('filters by %j', async (options, count) => {
    const { out } = await here('cases', '--json', ...options);

    expect(JSON.parse(out)).toHaveLength(count);
  });

  it('says where it found nothing, and is called wrongly where nothing is kept', async () => {
    const nothing = await here('cases', '--grade', 'COMPLETE');
    const nowhere = await run('cases', '--folder', join(place, 'nowhere'));

    expect(nothing).toEqual({ code: 0, out: '', err: `no case in ${kept} matches\n` });
    expect([nowhere.code, nowhere.out]).toEqual([2, '']);
    expect(nowhere.err).toContain(`no cases are kept in ${join(place, 'nowhere')}: run "npm run demo -- --keep" first`);
  });
});

describe('flowtrap show and flows', () => {
  it('shows the case', async () => {
    const { code, out } = await here('show', CASE_ID);

    expect(code).toBe(0);
    expect(out).toContain('grade      PARTIAL: round 1 of');
  });

  it('gives the same case as JSON', async () => {
    const { out } = await here('show', CASE_ID, '--json');

    expect(JSON.parse(out).record).toMatchObject({ caseId: CASE_ID, status: 'CLOSED' });
  });

  it.each([
    [['--state', 'persistent'], ['198.51.100.7']],
    [['--address', '2001:DB8::7'], ['2001:db8::7']],
    [['--address', '2001:db8::/32'], ['2001:db8::7']],
    [['--address', '198.51.100.8/32'], ['198.51.100.8']],
    [['--address', '203.0.113.0/24'], []],
    [['--port', '444'], []],
    [['--protocol', 'udp'], []],
    [['--interface', 'eni-0a1', '--limit', '1'], ['198.51.100.8']],
    [['--interface', 'eni-0a2'], []],
    [['--service', 'HTTPS', '--state', 'persistent'], ['198.51.100.7']],
    [['--service', 'dns'], []],
    [['--matched', 'collateral', '--limit', '1'], ['198.51.100.8']],
    [['--matched', 'f-0000000000000000'], []],
    [
      ['--direction', 'outbound', '--sort', 'destination', '--limit', '2'],
      ['198.51.100.7', '198.51.100.8'],
    ],
  ])('selects flows by %j', async (options, destinations) => {
    const { out } = await here('flows', CASE_ID, '--output', 'json', ...options);

    expect(JSON.parse(out).map(({ destination }: { destination: string }) => destination)).toEqual(destinations);
  });

  it('gives flows of the published form', async () => {
    const { out } = await here('flows', CASE_ID, '--json');

    expect(JSON.parse(out).map((one: unknown) => flowSchema.safeParse(one).error)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('writes flows as CSV and as OCSF, one a line', async () => {
    const csv = (await here('flows', CASE_ID, '--output', 'csv')).out.trimEnd().split('\r\n');
    const ocsf = (await here('flows', CASE_ID, '--output', 'ocsf')).out.trimEnd().split('\n');

    expect(csv).toHaveLength(4);
    expect(ocsf.map((line) => JSON.parse(line).class_uid)).toEqual([4001, 4001, 4001]);
  });

  it('fits the table to the terminal', async () => {
    const { out } = await here('flows', CASE_ID);

    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });
});

describe('what cannot be done', () => {
  it.each([
    [['show', NOBODY], 1, `no case ${NOBODY} in`],
    [['flows', NOBODY], 1, 'run "npm run demo -- --keep" first'],
    [['show', 'c-1'], 2, '"c-1" is no case'],
    [['show'], 2, 'name one case'],
    [['flows', CASE_ID, '--sort', 'size'], 2, '--sort takes one of bytes'],
    [['flows', CASE_ID, '--port', 'https'], 2, '--port takes a whole number'],
    [['flows', CASE_ID, '--output', 'xml'], 2, '--output takes one of table'],
    [['cases', '--grade', 'GOOD'], 2, '--grade takes one of COMPLETE'],
    [['cases', '--since', 'yesterday'], 2, '--since takes a time'],
    [['cases', '--since', '1h', '--until', '2h'], 2, '--since is after --until'],
    [['cases', '--account', '1111'], 2, '--account takes the 12 digits'],
    [['cases', '--interface', 'i-0a1'], 2, '--interface takes the id of an interface'],
    [['flows', CASE_ID, '--interface', 'eni'], 2, '--interface takes the id of an interface'],
    [['flows', CASE_ID, '--address', 'here'], 2, '--address takes an address or a CIDR'],
    [['flows', CASE_ID, '--address', '10.0.0.1/8'], 2, 'without host bits'],
    [['flows', CASE_ID, '--matched', 'all'], 2, '--matched takes the id of a filter'],
    [['flows', CASE_ID, '--limit', '0'], 2, '--limit takes a whole number from 1'],
    [['export', CASE_ID, '/proc/flowtrap'], 2, '/proc/flowtrap cannot be written to'],
    [['export', CASE_ID], 2, 'name a folder to write to'],
  ])('is one line that says what to do: %j', async (args, code, message) => {
    const result = await here(...args);

    expect(result.code).toBe(code);
    expect(result.out).toBe('');
    expect(result.err.split('\n')[0]).toContain(message);
  });

  it.each([
    [['verify', '/nowhere/at/all'], 'there is no folder /nowhere/at/all'],
    [['verify', NOBODY], 'get it first with "flowtrap export'],
    [['verify', '.', '--key', '/nowhere.pem'], 'cannot read the key /nowhere.pem'],
    [['cases', '--table', 'flowtrap'], 'name both: --table'],
  ])('is a wrong call: %j', async (args, message) => {
    const { code, err } = await run(...args);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
