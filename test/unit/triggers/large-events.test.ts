import { describe, expect, it } from 'vitest';
import { MAX_TUPLES } from '../../../functions/lib/triggers/finding-facts.ts';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { guardDutyEvents } from './sample-events.ts';

describe('events of great size', () => {
  const [connection] = guardDutyEvents;

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
    const endpoints = Array.from({ length: 400 }, (_one, index) => ({
      id: `e${index}`,
      ip: `198.51.${Math.floor(index / 250)}.${index % 250}`,
      port: 443,
      connection: { direction: 'OUTBOUND' },
    }));
    const signals = endpoints.map(({ id }, index) => ({
      uid: `s${index}`,
      type: 'FINDING',
      lastSeenAt: 1_767_226_200_000 + index * 1_000,
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

    const { lead } = readTrigger(JSON.stringify({ ...connection, detail }));

    expect(lead?.tuples.length).toBe(400);
    expect(lead?.tuples[0]?.peer).toBe('198.51.1.149/32');
  });
});
