import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { connectionAction, event, finding, flat, openOutbound, other, S } from './asff-builder.ts';
import { outbound } from './backdoor-finding.ts';
import { ACCOUNT, findingOf, LOCAL, REGION, REMOTE } from './finding-builder.ts';
import { reasonOf, tuplesIn, withValue } from './helpers.ts';

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
});
