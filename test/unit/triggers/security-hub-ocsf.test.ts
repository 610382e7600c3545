import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { outbound } from './backdoor-finding.ts';
import { ACCOUNT, FINDING_ARN, LOCAL, REGION, REMOTE } from './finding-builder.ts';
import { tuplesIn } from './helpers.ts';
import { ANYWHERE, called, event, evidence, finding, inbound, typed } from './ocsf-builder.ts';

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
});
