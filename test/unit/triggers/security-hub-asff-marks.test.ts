import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { guardDutyType } from '../../../functions/lib/triggers/security-hub-asff.ts';
import { event, finding, flat, instance, other, S } from './asff-builder.ts';
import { reasonOf } from './helpers.ts';

describe('ASFF findings: what is said about them', () => {
  it.each([
    ['suppressed', { Workflow: { Status: 'SUPPRESSED' } }, 'SUPPRESSED'],
    ['resolved', { Workflow: { Status: 'RESOLVED' } }, 'RESOLVED'],
    ['written back by us (field)', { UserDefinedFields: { flowtrap: 'c-1' } }, 'our own update'],
    ['written back by us (note)', { Note: { Text: 'x', UpdatedBy: 'flowtrap' } }, 'our own update'],
    ['a check without network data', { ...other, Compliance: { Status: 'FAILED' } }, 'without network data'],
    ['an API call', { Action: { ActionType: 'AWS_API_CALL', AwsApiCallAction: { Api: 'ListBuckets' } } }, 'API call'],
  ])('ignores a finding that is %s', (_what, parts, reason) => {
    const reading = readTrigger(
      event([finding({ ...(Object.hasOwn(parts, 'Id') ? {} : { ProductFields: {} }), ...parts })]),
    );

    expect(reading.outcome).toBe('ignored');
    expect(reasonOf(reading)).toContain(reason);
  });

  it.each([
    [{ Label: 'HIGH' }, 7],
    [{ Label: 'CRITICAL' }, 9],
    [{ Normalized: 89 }, 8.9],
    [{ Label: 'LOW', Normalized: 70 }, 1],
    [{ Product: 6, Normalized: 15 }, 1.5],
    [{ Product: 6 }, 6],
    [{ Label: 'INFORMATIONAL', Normalized: 0 }, 0],
    [{ Label: `\${severity}` }, 0],
    [undefined, 0],
  ])('takes severity %j as %s', (severity, expected) => {
    expect(readTrigger(event([finding({ ProductFields: flat, Severity: severity })])).lead?.severity).toBe(expected);
  });

  it.each([
    ['archived record', { RecordState: 'ARCHIVED', ProductFields: flat }, { archived: true, drill: false }],
    ['archived in GuardDuty', { ProductFields: { ...flat, [`${S}/archived`]: 'true' } }, { archived: true }],
    ['sample flag', { Sample: true, ProductFields: flat }, { drill: true }],
    ['flattened sample flag', { ProductFields: { ...flat, [`${S}/additionalInfo/sample`]: 'true' } }, { drill: true }],
    ['sample title', { Title: '[SAMPLE] a finding', ProductFields: flat }, { drill: true }],
    [
      'sample instance',
      {
        Resources: [{ ...instance, Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-99999999' }],
        ProductFields: flat,
      },
      { drill: true },
    ],
  ])('marks a finding with %s', (_what, parts, marks) => {
    expect(readTrigger(event([finding(parts)])).lead).toMatchObject(marks);
  });

  it.each([
    ['TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce', 'UnauthorizedAccess:EC2/SSHBruteForce'],
    ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS', 'Backdoor:EC2/C&CActivity.B!DNS'],
    ['Backdoor:EC2/Spambot', 'Backdoor:EC2/Spambot'],
    ['Software and Configuration Checks/Vulnerabilities/CVE', 'Software and Configuration Checks/Vulnerabilities/CVE'],
  ])('gives %s its name back', (text, type) => {
    expect(guardDutyType(text)).toBe(type);
  });
});
