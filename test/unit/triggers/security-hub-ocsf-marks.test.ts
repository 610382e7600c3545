import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { outbound } from './backdoor-finding.ts';
import { REMOTE } from './finding-builder.ts';
import { reasonOf, tuplesIn } from './helpers.ts';
import { event, evidence, finding, typed } from './ocsf-builder.ts';

describe('OCSF findings that give no lead, and their marks', () => {
  it.each([
    ['a connection type without evidence', finding({ evidences: [] }), 'detail.findings[0].evidences'],
    [
      'a broken address',
      finding({ evidences: [evidence({ dst_endpoint: { ip: `\${ip}`, port: 443 } })] }),
      'detail.findings[0].evidences[0].dst_endpoint.ip',
    ],
    [
      'no resource that could be found',
      typed('Trojan:EC2/DNSDataExfiltration', { evidences: [], resources: [{ uid: 'i-test-instance' }] }),
      'detail.findings[0].resources',
    ],
  ])('refuses %s, and names the field', (_what, value, path) => {
    const reading = readTrigger(event(value));

    expect(reading.outcome).toBe('refused');
    expect(reading.outcome === 'refused' && reading.problems.map((one) => one.path)).toContain(path);
  });

  it('leaves a broken port open, and names the field', () => {
    const reading = readTrigger(
      event(finding({ evidences: [evidence({ dst_endpoint: { ip: REMOTE, port: 'https' } })] })),
    );

    expect(reading).toMatchObject({
      outcome: 'lead',
      lead: { tuples: [{ peer: `${REMOTE}/32` }] },
      problems: [{ path: 'detail.findings[0].evidences[0].dst_endpoint.port' }],
    });
  });

  it.each([
    ['a closed finding', finding({ activity_name: 'Close' }), 'closed'],
    ['a suppressed finding', finding({ status: 'Suppressed' }), 'suppressed'],
    ['a resolved finding', finding({ status: 'Resolved' }), 'resolved'],
    ['our own comment', finding({ comment: 'Flowtrap case c-0123' }), 'our own update'],
    ['a blocked connection', finding({ evidences: [evidence({ data: { blocked: true } })] }), 'blocked'],
    [
      'an API call',
      typed('Recon:IAMUser/TorIPCaller', {
        evidences: [{ api: { operation: 'ListBuckets' }, src_endpoint: { ip: REMOTE } }],
      }),
      'API call',
    ],
    [
      'a vulnerability',
      finding({
        class_uid: 2002,
        finding_info: {
          uid: 'arn:aws:inspector2:eu-west-1:111122223333:finding/1',
          types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
        },
        evidences: undefined,
      }),
      'without network data',
    ],
    [
      'a rebinding of the metadata name',
      typed('UnauthorizedAccess:EC2/MetadataDNSRebind', { evidences: [] }),
      'never routed',
    ],
  ])('ignores %s', (_what, value, reason) => {
    const reading = readTrigger(event(value));

    expect(reading.outcome).toBe('ignored');
    expect(reasonOf(reading)).toContain(reason);
  });

  it('reads a finding without the event around it', () => {
    expect(tuplesIn(readTrigger(JSON.stringify(finding())))).toEqual([outbound]);
    expect(tuplesIn(readTrigger(JSON.stringify({ Findings: [finding()] })))).toEqual([outbound]);
  });

  it('marks samples and archived findings', () => {
    const sample = finding({ finding_info: { ...finding().finding_info, title: '[SAMPLE] a finding' } });

    expect(readTrigger(event(sample)).lead?.drill).toBe(true);
    expect(readTrigger(event(finding({ status: 'Archived', status_id: 5 }))).lead?.archived).toBe(true);
  });
});
