import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { ACCOUNT, FINDING_ARN, LOCAL, REGION, REMOTE } from './finding-builder.ts';
import { reasonOf, tuplesIn } from './helpers.ts';

const evidence = (extra: object = {}) => ({
  src_endpoint: { ip: LOCAL, port: 50_040 },
  dst_endpoint: { ip: REMOTE, port: 443 },
  connection_info: { direction: 'Outbound', direction_id: 2, protocol_name: 'TCP', protocol_num: 6 },
  data: { resource_role: 'ACTOR' },
  ...extra,
});

const finding = (extra: object = {}) => ({
  activity_name: 'Create',
  class_uid: 2004,
  class_name: 'Detection Finding',
  cloud: { account: { uid: ACCOUNT }, region: REGION, provider: 'AWS' },
  finding_info: {
    uid: FINDING_ARN,
    title: 'a finding',
    types: ['Threats', 'Backdoor:EC2/C&CActivity.B'],
    first_seen_time_dt: '2026-01-01T00:00:00Z',
    last_seen_time: 1_767_226_200_000,
  },
  metadata: {
    uid: 'hash',
    product: { name: 'GuardDuty', uid: `arn:aws:securityhub:${REGION}::productv2/aws/guardduty` },
  },
  severity: 'High',
  severity_id: 4,
  status: 'New',
  status_id: 1,
  resources: [{ uid: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1`, type: 'AWS::EC2::Instance' }],
  evidences: [evidence()],
  ...extra,
});

const event = (...findings: readonly object[]) =>
  JSON.stringify({
    'detail-type': 'Findings Imported V2',
    source: 'aws.securityhub',
    account: '999988887777',
    region: 'us-east-1',
    resources: ['hash'],
    detail: { findings },
  });

const typed = (type: string, extra: object = {}) =>
  finding({ finding_info: { ...finding().finding_info, types: [type] }, ...extra });

const outbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  peerPort: { from: 443, to: 443 },
  protocols: [6],
  direction: 'outbound',
};
const inbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  subjectPort: { from: 8443, to: 8443 },
  protocols: [6],
  direction: 'inbound',
};
const called = { src_endpoint: { ip: REMOTE, port: 50_040 }, dst_endpoint: { ip: LOCAL, port: 8443 } };
const ANYWHERE = { protocols: [6, 17], direction: 'outbound' };

describe('OCSF findings', () => {
  it.each([
    ['a connection outbound', finding(), [outbound]],
    [
      'a connection inbound',
      finding({
        evidences: [evidence({ ...called, connection_info: { direction: 'Inbound', protocol_name: 'tcp' } })],
      }),
      [inbound],
    ],
    [
      'the direction as number',
      finding({ evidences: [evidence({ ...called, connection_info: { direction_id: 1, protocol_num: 6 } })] }),
      [inbound],
    ],
    [
      'no direction: the private side is ours',
      finding({ evidences: [evidence({ ...called, connection_info: { protocol_num: 6 } })] }),
      [inbound],
    ],
    [
      "no direction: the resource's address is ours",
      finding({
        evidences: [
          {
            src_endpoint: { ip: '10.99.0.9', port: 50_040 },
            dst_endpoint: { ip: LOCAL, port: 8443 },
            connection_info: { protocol_num: 6 },
          },
        ],
        resources: [
          {
            uid: 'i-0dd000000000000d1',
            data: { networkInterfaces: [{ networkInterfaceId: 'eni-0aa00000000000a010', privateIpAddress: LOCAL }] },
          },
        ],
      }),
      [{ ...inbound, peer: '10.99.0.9/32' }],
    ],
    [
      'only the far side',
      finding({
        evidences: [
          { dst_endpoint: { ip: REMOTE, port: 443 }, connection_info: { direction: 'Outbound', protocol_name: 'TCP' } },
        ],
      }),
      [{ ...outbound, subject: undefined }],
    ],
    [
      'only the far side as source',
      finding({ evidences: [{ src_endpoint: { ip: REMOTE, port: 40_000 } }] }),
      [{ peer: `${REMOTE}/32`, protocols: [], direction: 'inbound' }],
    ],
    [
      'several connections',
      finding({ evidences: [evidence(), evidence({ dst_endpoint: { ip: '198.51.100.8', port: 443 } })] }),
      [outbound, { ...outbound, peer: '198.51.100.8/32' }],
    ],
    [
      'brute force by role',
      typed('UnauthorizedAccess:EC2/SSHBruteForce', {
        evidences: [
          evidence({
            src_endpoint: { ip: REMOTE },
            dst_endpoint: { ip: LOCAL },
            connection_info: {},
            data: { resource_role: 'TARGET' },
          }),
        ],
      }),
      [{ ...inbound, subjectPort: { from: 22, to: 22 } }],
    ],
    [
      'a domain in place of an address',
      finding({ evidences: [{ src_endpoint: { uid: 'evil.example' } }] }),
      [ANYWHERE],
    ],
    ['a DNS type without evidence', typed('Trojan:EC2/DNSDataExfiltration', { evidences: undefined }), [ANYWHERE]],
    [
      'a good connection beside a broken one',
      finding({ evidences: [evidence({ dst_endpoint: { ip: 'ANY' } }), evidence()] }),
      [outbound],
    ],
  ])('reads %s', (_what, value, tuples) => {
    const reading = readTrigger(event(value));

    expect(reading.outcome, JSON.stringify(reading)).toBe('lead');
    expect(tuplesIn(reading)).toEqual(tuples);
    expect(reading.lead).toMatchObject({
      source: 'security-hub',
      key: ['guardduty', FINDING_ARN],
      account: ACCOUNT,
      region: REGION,
      severity: 7,
      lastSeenMs: 1_767_226_200_000,
    });
  });

  it.each([
    [
      'an ARN',
      `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1`,
      [{ kind: 'instance', instanceId: 'i-0dd000000000000d1' }],
    ],
    ['a bare id', 'i-0dd000000000000d1', [{ kind: 'instance', instanceId: 'i-0dd000000000000d1' }]],
    [
      'an interface',
      'eni-0aa00000000000a010',
      [
        { kind: 'interface', interfaceId: 'eni-0aa00000000000a010', addresses: [] },
        { kind: 'address', address: LOCAL },
      ],
    ],
    [
      'a database',
      `arn:aws:rds:${REGION}:${ACCOUNT}:db:orders-db`,
      [{ kind: 'rds-instance', dbInstanceId: 'orders-db' }],
    ],
    ['nothing of ours', 'bucket', [{ kind: 'address', address: LOCAL }]],
  ])('names the resource by %s', (_what, uid, subjects) => {
    const { lead } = readTrigger(event(finding({ resources: [{ uid }] })));

    expect(lead?.subjects).toHaveLength(subjects.length);
    expect(lead?.subjects).toEqual(expect.arrayContaining(subjects.map((one) => expect.objectContaining(one))));
  });

  it.each([
    ['a connection type without evidence', finding({ evidences: [] }), 'detail.findings[0].evidences'],
    [
      'a broken address',
      finding({ evidences: [evidence({ dst_endpoint: { ip: `\${ip}`, port: 443 } })] }),
      'detail.findings[0].evidences[0].dst_endpoint.ip',
    ],
    [
      'a broken port',
      finding({ evidences: [evidence({ dst_endpoint: { ip: REMOTE, port: 'https' } })] }),
      'detail.findings[0].evidences[0].dst_endpoint.port',
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
