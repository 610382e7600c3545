import { describe, expect, it } from 'vitest';
import type { Lead, TriggerReading } from '../../../functions/lib/domain/lead.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { matchesPattern } from '../../../functions/lib/triggers/pattern.ts';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { triage, withoutExcluded } from '../../../functions/lib/triggers/triage.ts';
import { finding } from './backdoor-finding.ts';
import { findingOf, networkInterface } from './finding-builder.ts';

const leadOf = (reading: TriggerReading): Lead => {
  if (reading.lead === undefined) throw new Error('no lead');
  return reading.lead;
};

const NOW_MS = Date.UTC(2026, 0, 1, 1);
const base = leadOf(readTrigger(JSON.stringify(finding)));

const decide = (change: Partial<Lead>, triggers: object = {}, nowMs: number | undefined = NOW_MS) => {
  const lead = { ...base, ...change };
  return triage(lead, policySchema.parse({ triggers }), { nowMs, reading: { outcome: 'lead', lead } });
};

const HOUR_MS = 3_600_000;

describe('triage', () => {
  it('lets a severe finding through under the default policy', () => {
    expect(decide({})).toEqual({ outcome: 'capture' });
  });

  it.each<[string, Partial<Lead>, object, string]>([
    ['a source that is off', {}, { sources: ['manual'] }, 'source guardduty is not in triggers.sources'],
    ['an account not listed', {}, { accounts: ['444455556666'] }, 'account 111122223333 is not in triggers.accounts'],
    [
      'an unknown account where accounts are listed',
      { account: undefined },
      { accounts: ['444455556666'] },
      'account unknown',
    ],
    ['an excluded type', {}, { exclude: ['Backdoor:*'] }, 'excluded by "Backdoor:\\u{2a}"'],
    ['an excluded type that is included too', {}, { include: ['Backdoor:*'], exclude: ['*C&C*'] }, 'triggers.exclude'],
    [
      'a type that is not included',
      {},
      { include: ['Trojan:*', 'Recon:*'] },
      'none of the 2 pattern(s) of triggers.include',
    ],
    ['a low severity', { severity: 5 }, {}, 'severity 5 is below triggers.minimumSeverity 7'],
    ['an archived finding', { archived: true }, {}, 'triggers.archivedFindings is "ignore"'],
    ['a drill', { drill: true }, {}, 'triggers.sampleFindings is "plan"'],
    ['an excluded interface', {}, { excludeResources: ['eni-0aa00000000000a010'] }, 'triggers.excludeResources'],
    ['an excluded instance', {}, { excludeResources: ['i-0dd*'] }, 'triggers.excludeResources'],
    ['an excluded VPC', {}, { excludeResources: ['vpc-0cc*'] }, 'triggers.excludeResources'],
    [
      'an old finding',
      { lastSeenMs: NOW_MS - 25 * HOUR_MS },
      {},
      'last seen 25 hours ago, more than triggers.maximumAgeHours 24',
    ],
  ])('holds back %s, with both values', (_what, change, triggers, reason) => {
    expect(decide(change, triggers)).toMatchObject({ outcome: 'ignored', reason: expect.stringContaining(reason) });
  });

  it.each<[string, Partial<Lead>, object]>([
    ['an included type', {}, { include: ['Backdoor:EC2/*'] }],
    ['a severity at the threshold', { severity: 7 }, {}],
    ['an archived finding when policy says so', { archived: true }, { archivedFindings: 'capture' }],
    ['a drill when policy says so', { drill: true }, { sampleFindings: 'capture' }],
    ['a drill when the caller says so', { drill: true, request: { runDrill: true } }, {}],
    ['a finding exactly as old as allowed', { lastSeenMs: NOW_MS - 24 * HOUR_MS }, {}],
    ['a low severity that an analyst asks for', { severity: 1, request: {} }, {}],
    ['an old request', { source: 'manual', lastSeenMs: 0 }, { minimumSeverity: 10 }],
    ['a watch', { source: 'schedule', severity: 1 }, { include: ['Trojan:*'] }],
    ['an alarm, whose policy entry has its own severity', { source: 'cloudwatch-alarm', severity: 1 }, {}],
  ])('lets through %s', (_what, change, triggers) => {
    expect(decide(change, triggers)).toEqual({ outcome: 'capture' });
  });

  it('judges no age when there is no now', () => {
    const lead = { ...base, lastSeenMs: 0 };

    expect(triage(lead, policySchema.parse({}), { reading: { outcome: 'lead', lead } }).outcome).toBe('capture');
  });

  it('follows the reading, unless policy asks for findings without a network side', () => {
    const malware = readTrigger(
      JSON.stringify(
        findingOf({
          type: 'Execution:EC2/MaliciousFile',
          severity: 8,
          resource: 'instance',
          outcome: 'ignored',
          tuples: [],
        }),
      ),
    );
    const rebind = readTrigger(
      JSON.stringify(
        findingOf({
          type: 'UnauthorizedAccess:EC2/MetadataDNSRebind',
          severity: 8,
          resource: 'instance',
          dns: 'x.example',
          outcome: 'ignored',
          tuples: [],
        }),
      ),
    );
    const asking = policySchema.parse({ triggers: { captureWithoutNetworkAction: true } });

    expect(triage(leadOf(malware), policySchema.parse({}), { nowMs: NOW_MS, reading: malware }).outcome).toBe(
      'ignored',
    );
    expect(triage(leadOf(malware), asking, { nowMs: NOW_MS, reading: malware }).outcome).toBe('capture');
    expect(triage(leadOf(rebind), asking, { nowMs: NOW_MS, reading: rebind }).outcome).toBe('ignored');
  });

  it('leaves one excluded interface of two out, with its tuples', () => {
    const two = {
      ...finding,
      resource: {
        resourceType: 'Instance',
        instanceDetails: { networkInterfaces: [networkInterface(10), networkInterface(11)] },
      },
    };
    const without = {
      ...two.resource,
      instanceDetails: { networkInterfaces: two.resource.instanceDetails.networkInterfaces },
    };
    const lead = leadOf(
      readTrigger(
        JSON.stringify({
          ...two,
          resource: without,
          service: { ...finding.service, action: { dnsRequestAction: { domain: 'x.example' } } },
        }),
      ),
    );
    const policy = policySchema.parse({ triggers: { excludeResources: ['eni-0aa00000000000a010'] } });

    expect(withoutExcluded(lead, policy).subjects).toMatchObject([{ interfaceId: 'eni-0aa00000000000a011' }]);
    expect(triage(lead, policy, { nowMs: NOW_MS, reading: { outcome: 'lead', lead } }).outcome).toBe('capture');
  });
});

describe('policy patterns', () => {
  it.each([
    ['Backdoor:EC2/Spambot', 'Backdoor:EC2/Spambot', true],
    ['Backdoor:*', 'Backdoor:EC2/Spambot', true],
    ['*!DNS', 'Backdoor:EC2/C&CActivity.B!DNS', true],
    ['*EC2*DNS', 'Backdoor:EC2/C&CActivity.B!DNS', true],
    ['*', '', true],
    ['Backdoor:EC2/.pambot', 'Backdoor:EC2/Spambot', false],
    ['backdoor:*', 'Backdoor:EC2/Spambot', false],
    ['Backdoor', 'Backdoor:EC2/Spambot', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'abbbc', true],
    ['a*b*c', 'acb', false],
  ])('%s on %s: %s', (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });

  it('is not slow on patterns that make regular expressions slow', () => {
    const pattern = `${'a*'.repeat(120)}b`;

    expect(matchesPattern(pattern, 'a'.repeat(200_000))).toBe(false);
  });
});
