import { describe, expect, it } from 'vitest';
import { readTrigger, readTriggers } from '../../../functions/lib/triggers/read-trigger.ts';
import { guardDutyType } from '../../../functions/lib/triggers/security-hub-asff.ts';
import { ACCOUNT, FINDING_ARN, findingOf, LOCAL, REGION, REMOTE } from './finding-builder.ts';
import { reasonOf, tuplesIn, withValue } from './helpers.ts';

const INSTANCE_ARN = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1`;

const instance = {
  Type: 'AwsEc2Instance',
  Id: INSTANCE_ARN,
  Details: {
    AwsEc2Instance: {
      IpV4Addresses: ['203.0.113.9', LOCAL],
      IpV6Addresses: [],
      VpcId: 'vpc-0cc000000000000c1',
      SubnetId: 'subnet-0bb000000000000b1',
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0aa00000000000a010' }],
    },
  },
};

const finding = (extra: object = {}) => ({
  SchemaVersion: '2018-10-08',
  Id: FINDING_ARN,
  ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
  GeneratorId: `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/0abc`,
  AwsAccountId: ACCOUNT,
  Region: REGION,
  Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B'],
  FirstObservedAt: '2026-01-01T00:00:00Z',
  LastObservedAt: '2026-01-01T00:10:00Z',
  CreatedAt: '2026-01-01T00:00:00Z',
  UpdatedAt: '2026-01-01T00:20:00Z',
  Severity: { Product: 8, Label: 'HIGH', Normalized: 70 },
  Title: 'a finding',
  Description: 'a finding',
  RecordState: 'ACTIVE',
  Workflow: { Status: 'NEW' },
  Resources: [instance],
  ...extra,
});

const event = (findings: readonly object[], detailType = 'Security Hub Findings - Imported') =>
  JSON.stringify({
    version: '0',
    'detail-type': detailType,
    source: 'aws.securityhub',
    account: '999988887777',
    region: 'us-east-1',
    resources: ['arn:aws:securityhub:us-east-1:999988887777:action/custom/flowtrap'],
    detail: { actionName: 'Flowtrap', findings },
  });

const S = 'aws/guardduty/service';
const flat = {
  [`${S}/action/actionType`]: 'NETWORK_CONNECTION',
  [`${S}/action/networkConnectionAction/connectionDirection`]: 'OUTBOUND',
  [`${S}/action/networkConnectionAction/protocol`]: 'TCP',
  [`${S}/action/networkConnectionAction/blocked`]: 'false',
  [`${S}/action/networkConnectionAction/localIpDetails/ipAddressV4`]: LOCAL,
  [`${S}/action/networkConnectionAction/localPortDetails/port`]: '50040',
  [`${S}/action/networkConnectionAction/remoteIpDetails/ipAddressV4`]: REMOTE,
  [`${S}/action/networkConnectionAction/remotePortDetails/port`]: '443',
  [`${S}/resourceRole`]: 'ACTOR',
  [`${S}/archived`]: 'false',
};

const outbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  peerPort: { from: 443, to: 443 },
  protocols: [6],
  direction: 'outbound',
};
const { subject: _subject, ...openOutbound } = outbound;

const connectionAction = {
  ActionType: 'NETWORK_CONNECTION',
  NetworkConnectionAction: {
    ConnectionDirection: 'OUTBOUND',
    RemoteIpDetails: { IpAddressV4: REMOTE },
    RemotePortDetails: { Port: 443 },
    LocalPortDetails: { Port: 50_040 },
    Protocol: 'TCP',
    Blocked: false,
  },
};

const other = {
  Id: 'arn:aws:example:eu-west-1:111122223333:finding/1',
  ProductArn: 'arn:aws:securityhub:eu-west-1::product/aws/other',
  Types: ['Unusual Behaviors/VM'],
};

describe('ASFF findings', () => {
  it("reads GuardDuty's flattened members as GuardDuty's own", () => {
    const copy = readTrigger(event([finding({ ProductFields: flat })]));
    const original = readTrigger(
      JSON.stringify(
        findingOf({
          type: 'Backdoor:EC2/C&CActivity.B',
          severity: 7,
          resource: 'instance',
          role: 'ACTOR',
          connection: { direction: 'OUTBOUND', localPort: 50_040, remotePort: 443, protocol: 'TCP' },
          outcome: 'lead',
          tuples: [],
        }),
      ),
    );

    expect(tuplesIn(copy)).toEqual([outbound]);
    expect(copy.lead).toMatchObject({ source: 'security-hub', account: ACCOUNT, region: REGION, severity: 7 });
    expect(copy.lead?.key).toEqual(original.lead?.key);
    expect(copy.lead?.type).toBe(original.lead?.type);
    expect(copy.lead?.subjects).toEqual([
      {
        kind: 'interface',
        interfaceId: 'eni-0aa00000000000a010',
        addresses: [LOCAL],
        vpcId: 'vpc-0cc000000000000c1',
        subnetId: 'subnet-0bb000000000000b1',
        instanceId: 'i-0dd000000000000d1',
      },
    ]);
  });

  it('reads flattened lists of port probes', () => {
    const probe = (index: number, port: string) => ({
      [`${S}/action/portProbeAction/portProbeDetails.${index}_/localPortDetails/port`]: port,
      [`${S}/action/portProbeAction/portProbeDetails.${index}_/localIpDetails/ipAddressV4`]: LOCAL,
      [`${S}/action/portProbeAction/portProbeDetails.${index}_/remoteIpDetails/ipAddressV4`]: REMOTE,
    });
    const types = ['TTPs/Initial Access/Recon:EC2-PortProbeUnprotectedPort'];

    const reading = readTrigger(
      event([finding({ Types: types, ProductFields: { ...probe(1, '22'), ...probe(0, '9200') } })]),
    );

    expect(tuplesIn(reading)).toMatchObject([{ subjectPort: { from: 9200 } }, { subjectPort: { from: 22 } }]);
  });

  it('refuses a flattened address that does not parse, and names its field', () => {
    const field = `${S}/action/networkConnectionAction/remoteIpDetails/ipAddressV4`;

    const reading = readTrigger(event([finding({ ProductFields: { ...flat, [field]: `\${malicious_ip}` } })]));

    expect(reading.outcome).toBe('refused');
    expect(reasonOf(reading)).toMatch(/findings\[0\]\.ProductFields.*remoteIpDetails\.ipAddressV4 is not an address/);
  });

  it.each([
    ['Action', { Action: connectionAction }, [openOutbound]],
    ['Action, blocked', { Action: withValue(connectionAction, 'NetworkConnectionAction.Blocked', true) }, []],
    [
      'Action of a DNS request',
      { Action: { DnsRequestAction: { Domain: 'evil.example', Protocol: 'UDP', Blocked: false } } },
      [{ protocols: [6, 17], direction: 'outbound' }],
    ],
    [
      'Action of a port probe',
      {
        Action: {
          PortProbeAction: {
            PortProbeDetails: [
              {
                LocalPortDetails: { Port: 22 },
                LocalIpDetails: { IpAddressV4: LOCAL },
                RemoteIpDetails: { IpAddressV4: REMOTE },
              },
            ],
          },
        },
      },
      [
        {
          subject: `${LOCAL}/32`,
          peer: `${REMOTE}/32`,
          subjectPort: { from: 22, to: 22 },
          protocols: [6],
          direction: 'inbound',
        },
      ],
    ],
    [
      'Network out',
      {
        Network: {
          Direction: 'OUT',
          Protocol: 'tcp',
          SourceIpV4: LOCAL,
          SourcePort: 50_040,
          DestinationIpV4: REMOTE,
          DestinationPort: 443,
        },
      },
      [outbound],
    ],
    [
      'Network in',
      {
        Network: {
          Direction: 'IN',
          Protocol: 'TCP',
          SourceIpV4: REMOTE,
          SourcePort: 50_040,
          DestinationIpV4: LOCAL,
          DestinationPort: '8443',
        },
      },
      [
        {
          subject: `${LOCAL}/32`,
          peer: `${REMOTE}/32`,
          subjectPort: { from: 8443, to: 8443 },
          protocols: [6],
          direction: 'inbound',
        },
      ],
    ],
    [
      "Network without direction: the resource's own address tells",
      { Network: { Protocol: 'TCP', SourceIpV4: LOCAL, DestinationIpV4: '10.99.0.9', DestinationPort: 443 } },
      [{ ...outbound, peer: '10.99.0.9/32' }],
    ],
    [
      'Network with IPv6',
      {
        Network: {
          Direction: 'OUT',
          Protocol: 'TCP',
          SourceIpV6: '2001:db8::10',
          DestinationIpV6: '2001:db8::7',
          DestinationPort: 443,
        },
      },
      [{ ...outbound, subject: '2001:db8::10/128', peer: '2001:db8::7/128' }],
    ],
    [
      'NetworkPath',
      {
        NetworkPath: [
          {
            ComponentId: 'igw-1',
            Egress: {
              Protocol: 'TCP',
              Source: { Address: [LOCAL] },
              Destination: { Address: [REMOTE], PortRanges: [{ Begin: 443, End: 443 }] },
            },
            Ingress: { Protocol: 'TCP', Source: { Address: ['0.0.0.0/0'] }, Destination: { Address: [LOCAL] } },
          },
        ],
      },
      [outbound],
    ],
    [
      'an open port range alone',
      { Network: { OpenPortRange: { Begin: 22, End: 22 } } },
      [{ protocols: [6, 17], direction: 'outbound' }],
    ],
  ])('reads %s', (_what, parts, tuples) => {
    const reading = readTrigger(event([finding({ ...other, ...parts })]));

    expect(tuplesIn(reading)).toEqual(tuples);
    expect(reading.lead?.key).toEqual(['security-hub', ACCOUNT, REGION, other.Id]);
  });

  it('refuses a Network address that does not parse', () => {
    const reading = readTrigger(
      event([finding({ ...other, Network: { Direction: 'OUT', SourceIpV4: LOCAL, DestinationIpV4: '10.0.0.0/8' } })]),
    );

    expect(reading).toMatchObject({
      outcome: 'refused',
      problems: [{ path: 'detail.findings[0].Network.DestinationIpV4' }],
    });
  });

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
