import { describe, expect, it } from 'vitest';
import type { FlowLogDescription, FlowLogRecord } from '../../../functions/lib/domain/flow-log.ts';
import { isRecorded, isSufficient, shortfall, unheardEnds } from '../../../functions/lib/domain/flow-log-coverage.ts';
import { claimedOwnership, ownerOf, ownershipTags } from '../../../functions/lib/domain/flow-log-tags.ts';

const CASE_ID = `c-${'1'.repeat(40)}`;
const OWNER = '111122223333/eu-west-1';
const UNTIL_MS = 1_772_366_400_000;
const tags = ownershipTags({ owner: OWNER, caseId: CASE_ID, leaseUntilMs: UNTIL_MS });
const flowLog = (changes: Partial<FlowLogDescription> = {}): FlowLogDescription => ({
  flowLogId: 'fl-0123456789abcdef0',
  resourceId: 'eni-0123456789abcdef0',
  trafficType: 'ALL',
  tags,
  ...changes,
});
const record = (changes: Partial<FlowLogRecord> = {}): FlowLogRecord => ({
  caseId: CASE_ID,
  resourceId: 'eni-0123456789abcdef0',
  role: 'subject',
  account: '111122223333',
  region: 'eu-west-1',
  decision: 'asked',
  atMs: UNTIL_MS - 1,
  reason: 'a test',
  leaseUntilMs: UNTIL_MS,
  ...changes,
});

describe('the tags of our flow logs', () => {
  it('name the case, the end and the owner', () => {
    expect(tags).toEqual({
      'flowtrap:case': CASE_ID,
      'flowtrap:lease-until': '2026-03-01T12:00:00.000Z',
      'flowtrap:owner': OWNER,
    });
    expect(ownerOf({ account: '111122223333', region: 'eu-west-1' })).toBe(OWNER);
    expect(claimedOwnership(tags, OWNER)).toEqual({ caseId: CASE_ID, leaseUntilMs: UNTIL_MS });
  });

  it.each([
    ['without a time', { ...tags, 'flowtrap:lease-until': '' }],
    ['with something that is no time', { ...tags, 'flowtrap:lease-until': 'tomorrow' }],
    ['with a case and an owner alone', { 'flowtrap:case': CASE_ID, 'flowtrap:owner': OWNER }],
  ])('claim no end %s', (_, given) => {
    expect(claimedOwnership(given, OWNER)).toEqual({ caseId: CASE_ID });
  });

  it.each([
    ['another owner', { ...tags, 'flowtrap:owner': '999999999999/eu-west-1' }],
    ['no owner', { 'flowtrap:case': CASE_ID }],
    ['no case', { 'flowtrap:owner': OWNER }],
    ['more than a case', { ...tags, 'flowtrap:case': `${CASE_ID}0` }],
    ['something before a case', { ...tags, 'flowtrap:case': `x${CASE_ID}` }],
  ])('claim nothing with %s', (_, given) => {
    expect(claimedOwnership(given, OWNER)).toBeUndefined();
  });
});

describe('a flow log that is there', () => {
  it.each([
    ['is active and records all', {}, 'ACCEPT', true],
    ['records what is wanted', { trafficType: 'ACCEPT' }, 'ACCEPT', true],
    ['says nothing of its status', { status: undefined }, 'ALL', true],
    ['records something else', { trafficType: 'REJECT' }, 'ACCEPT', false],
    ['is not active', { status: 'INACTIVE' }, 'ALL', false],
    ['fails at delivery', { deliverLogsStatus: 'FAILED' }, 'ALL', false],
    ['is a transit gateway’s, which has no traffic type', { trafficType: undefined }, undefined, true],
  ] as const)('and %s will do: %4$s', (_, changes, wanted, expected) => {
    const { status, trafficType, ...rest } = { ...flowLog(), status: 'ACTIVE', ...changes };
    const given = {
      ...rest,
      ...(status !== undefined && { status }),
      ...(trafficType !== undefined && { trafficType }),
    };

    expect(isSufficient(given, wanted)).toBe(expected);
  });

  it.each([
    [flowLog({ deliverLogsStatus: 'FAILED' }), 'fails at delivery (no reason given)'],
    [
      flowLog({ deliverLogsStatus: 'FAILED', deliverLogsErrorMessage: 'Access error' }),
      'fails at delivery (Access error)',
    ],
    [flowLog({ trafficType: 'REJECT' }), 'records REJECT only'],
  ])('does not do, and it is said why: %#', (given, words) => {
    expect(shortfall(given)).toBe(`fl-0123456789abcdef0 ${words}`);
  });
});

describe('ends that nobody heard of', () => {
  it.each([
    ['the end that was asked for', {}, [UNTIL_MS]],
    ['the end of a request that failed', { decision: 'failed' }, [UNTIL_MS]],
    ['all that were asked for, each once', { unheardUntilMs: [5, UNTIL_MS] }, [5, UNTIL_MS]],
    ['none where the answer came', { flowLogId: 'fl-1' }, []],
    ['those before, where the answer came', { flowLogId: 'fl-1', unheardUntilMs: [5] }, [5]],
    ['none where nothing was asked for', { decision: 'already-covered' }, []],
    ['none without an end', { leaseUntilMs: undefined }, []],
  ] as const)('are %s', (_, changes, expected) => {
    const { leaseUntilMs, ...rest } = { ...record(), ...changes };

    expect(unheardEnds({ ...rest, ...(leaseUntilMs !== undefined && { leaseUntilMs }) })).toEqual(expected);
  });
});

describe('a flow log with our tags', () => {
  it.each([
    ['was asked for', {}, {}, true],
    ['was asked for and named', {}, { flowLogId: 'fl-0123456789abcdef0' }, true],
    ['is not the one that was named', {}, { flowLogId: 'fl-other' }, false],
    ['was asked for once, unheard', {}, { flowLogId: 'fl-other', unheardUntilMs: [UNTIL_MS] }, true],
    ['was asked for with another end', {}, { flowLogId: 'fl-other', unheardUntilMs: [UNTIL_MS + 1] }, false],
    ['is on something else', {}, { resourceId: 'eni-other' }, false],
    ['is of another case', {}, { caseId: `c-${'2'.repeat(40)}` }, false],
    ['names another owner', { tags: { ...tags, 'flowtrap:owner': 'somebody' } }, {}, false],
    ['has no tags', { tags: {} }, {}, false],
  ])('%s: ours is %4$s', (_, changes, recorded, expected) => {
    expect(isRecorded(flowLog(changes), [record(recorded)], OWNER)).toBe(expected);
  });

  it('is not ours by a record that asked for nothing', () => {
    const { leaseUntilMs: _none, ...nothing } = record({ decision: 'already-covered' });

    expect(isRecorded(flowLog(), [nothing], OWNER)).toBe(false);
  });
});
