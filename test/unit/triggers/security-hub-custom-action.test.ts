import { describe, expect, it } from 'vitest';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { event, finding, flat, instance, S } from './asff-builder.ts';
import { ACCOUNT, FINDING_ARN } from './finding-builder.ts';
import { tuplesIn, withValue } from './helpers.ts';

describe('custom actions', () => {
  const CUSTOM = 'Security Hub Findings - Custom Action';
  const second = finding({
    Id: `${FINDING_ARN}2`,
    Severity: { Label: 'CRITICAL' },
    ProductFields: withValue(flat, 'x', undefined),
    Resources: [instance],
  });
  const toSecondPeer = {
    ...second,
    ProductFields: { ...flat, [`${S}/action/networkConnectionAction/remoteIpDetails/ipAddressV4`]: '198.51.100.8' },
  };

  it('makes one lead of several findings in one account and Region', () => {
    const [reading, ...others] = readTriggers(event([finding({ ProductFields: flat }), toSecondPeer], CUSTOM));

    expect(others).toEqual([]);
    expect(reading?.lead).toMatchObject({ key: ['guardduty', FINDING_ARN], severity: 9, request: {} });
    expect(reading && tuplesIn(reading).length).toBe(2);
    expect(reading?.lead?.subjects.length).toBe(1);
  });

  it('notes a finding that could not be read beside one that could', () => {
    const broken = {
      ...toSecondPeer,
      ProductFields: { ...flat, [`${S}/action/networkConnectionAction/remoteIpDetails/ipAddressV4`]: 'ANY' },
    };

    const [reading, ...others] = readTriggers(event([broken, finding({ ProductFields: flat })], CUSTOM));

    expect(others).toEqual([]);
    expect(reading?.outcome).toBe('lead');
    expect(reading?.lead?.notes.join()).toContain('refused: detail.findings[0]');
  });

  it('keeps accounts apart', () => {
    const readings = readTriggers(
      event([finding({ ProductFields: flat }), { ...toSecondPeer, AwsAccountId: '444455556666' }], CUSTOM),
    );

    expect(readings.map(({ lead }) => lead?.account)).toEqual([ACCOUNT, '444455556666']);
  });

  it('ignores an action without findings', () => {
    expect(readTrigger(event([], CUSTOM))).toMatchObject({ outcome: 'ignored', reason: 'the event holds no finding' });
  });
});
