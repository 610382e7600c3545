import { describe, expect, it } from 'vitest';
import { planInput } from '../../../cli/plan/plan-entry.ts';
import { policyFrom } from '../../../functions/lib/adapters/ssm-policy-source.ts';
import { MAX_TUPLES } from '../../../functions/lib/triggers/finding-facts.ts';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { guardDutyEvents } from './sample-events.ts';

describe('events of great size', () => {
  const [connection] = guardDutyEvents;
  const endpoint = (index: number, severity?: number) => ({
    id: `e${index}`,
    ip: `198.51.${Math.floor(index / 250)}.${index % 250}`,
    port: 443,
    connection: { direction: 'OUTBOUND' },
    severity,
  });
  /** An attack sequence with a signal for each endpoint, the last one the most recent. */
  const sequenceEvent = (endpoints: readonly ReturnType<typeof endpoint>[]): string => {
    const signals = endpoints.map(({ id, severity }, index) => ({
      uid: `s${index}`,
      type: 'FINDING',
      lastSeenAt: 1_767_226_200_000 + index * 1_000,
      severity,
      endpointIds: [id],
      resourceUids: ['eni'],
    }));
    const resources = [
      {
        uid: 'eni',
        name: 'eni-0aa00000000000a010',
        resourceType: 'EC2_NETWORK_INTERFACE',
        data: { ec2NetworkInterface: { privateIpAddresses: ['10.20.1.10'] } },
      },
    ];
    const detail = {
      ...connection?.detail,
      type: 'AttackSequence:EC2/CompromisedInstanceGroup',
      service: { detection: { sequence: { endpoints, signals, resources } } },
    };
    return JSON.stringify({ ...connection, detail });
  };

  it('keep a bounded number of port probes and say how many were left out', () => {
    const portProbeDetails = Array.from({ length: 1_500 }, (_one, index) => ({
      localPortDetails: { port: 1_000 + index },
      localIpDetails: { ipAddressV4: '10.20.1.10' },
      remoteIpDetails: { ipAddressV4: '198.51.100.7' },
    }));
    const detail = {
      ...connection?.detail,
      type: 'Recon:EC2/PortProbeUnprotectedPort',
      service: { action: { portProbeAction: { portProbeDetails } } },
    };

    const { lead } = readTrigger(JSON.stringify({ ...connection, detail }));

    expect(lead?.tuples.length).toBe(MAX_TUPLES);
    expect(lead?.notes.join()).toContain(`${1_500 - MAX_TUPLES} of 1500 conversations were left out`);
  });

  it('merge probes that say the same', () => {
    const probe = { localPortDetails: { port: 22 }, remoteIpDetails: { ipAddressV4: '198.51.100.7' } };
    const detail = {
      ...connection?.detail,
      service: { action: { portProbeAction: { portProbeDetails: Array(1_000).fill(probe) } } },
    };

    expect(readTrigger(JSON.stringify({ ...connection, detail })).lead?.tuples.length).toBe(1);
  });

  it('keep 400 endpoints of an attack sequence, the most recent first', () => {
    const endpoints = Array.from({ length: 400 }, (_one, index) => endpoint(index));

    const { lead } = readTrigger(sequenceEvent(endpoints));

    expect(lead?.tuples.length).toBe(400);
    expect(lead?.tuples[0]?.peer).toBe('198.51.1.149/32');
  });

  it('keep the most severe of too many conversations, and of these the most recent', () => {
    const endpoints = Array.from({ length: 600 }, (_one, index) => endpoint(index, index < 10 ? 9 : 5));

    const { lead } = readTrigger(sequenceEvent(endpoints));

    expect(lead?.tuples.length).toBe(MAX_TUPLES);
    expect(lead?.tuples.map(({ peer }) => peer)).toEqual(
      [...endpoints.slice(0, 10).toReversed(), ...endpoints.slice(-390).toReversed()].map(({ ip }) => `${ip}/32`),
    );
  });

  const probeEvent = (count: number) => {
    const portProbeDetails = Array.from({ length: count }, (_one, index) => ({
      localPortDetails: { port: 1_000 + (index % 50_000) },
      localIpDetails: { ipAddressV4: '10.20.1.10' },
      remoteIpDetails: { ipAddressV4: `198.51.${index % 100}.${index % 250}` },
    }));
    const service = { action: { portProbeAction: { portProbeDetails } } };
    return JSON.stringify({ ...connection, detail: { ...connection?.detail, service } });
  };
  const planned = async (text: string) => {
    const [entry] = await planInput({ file: 'event', text }, { policy: policyFrom('{}').policy });
    if (!entry) throw new Error('no entry');
    return entry;
  };

  it('refuse 10,000 port probes, which no execution can take, and say so', async () => {
    expect(await planned(probeEvent(10_000))).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('too large'),
      filters: [],
    });
  });

  it('give as many filters as policy allows, and list or count everything else', async () => {
    const entry = await planned(probeEvent(1_500));

    expect(entry).toMatchObject({ outcome: 'capture', filters: { length: 60 } });
    expect(entry.dropped.length + 30).toBe(entry.lead?.tuples.length);
    expect(entry.lead?.notes.join()).toContain('conversations were left out');
  });

  it.each([
    ['lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['objects', `${'{"detail":'.repeat(5_000)}{}${'}'.repeat(5_000)}`],
    [
      'messages',
      Array.from({ length: 40 }).reduce<string>(
        (inner) => JSON.stringify({ Message: inner.slice(0, 9_000), TopicArn: 't' }),
        '{}',
      ),
    ],
  ])('are refused for %s inside each other', async (_, text) => {
    expect(await planned(text)).toMatchObject({ outcome: 'refused', filters: [] });
  });
});
