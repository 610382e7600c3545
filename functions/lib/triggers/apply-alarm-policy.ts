import { parseCidr } from '../domain/address.ts';
import type { TriggerReading } from '../domain/lead.ts';
import type { Policy } from '../policy/policy.ts';
import { matchesPattern } from './pattern.ts';
import { visible } from './visible.ts';
import { watchTuples } from './watch-tuples.ts';

export type AlarmPolicy = Policy['triggers']['alarms'][number];

/** The policy's entry for an alarm: the first whose name pattern matches. */
export const alarmPolicyFor = (alarmName: string, policy: Policy): AlarmPolicy | undefined =>
  policy.triggers.alarms.find(({ name }) => matchesPattern(name, alarmName));

const NOBODY = 'names no instance, NAT gateway, load balancer, firewall or database';

/** Gives an alarm's lead the severity, peers and ports that policy tells for it: an alarm knows none of them. Readings of
 * other sources, and alarms that do not ring, pass through. A composite alarm keeps waiting for its children's resources. */
export const applyAlarmPolicy = (reading: TriggerReading, policy: Policy): TriggerReading => {
  if (reading.outcome !== 'lead' || reading.lead.source !== 'cloudwatch-alarm') return reading;
  const { lead } = reading;
  const entry = alarmPolicyFor(lead.type, policy);
  if (entry === undefined) {
    return { outcome: 'ignored', reason: `policy triggers.alarms names no alarm "${visible(lead.type)}"`, lead };
  }
  if (lead.subjects.length === 0 && (lead.alarm?.childAlarmArns.length ?? 0) === 0) {
    const problem = {
      path: 'configuration.metrics',
      problem: NOBODY,
      allowed: 'a metric with a dimension that names a resource in a VPC',
    };
    return { outcome: 'refused', reason: `the alarm ${NOBODY}`, problems: [problem], lead };
  }
  const peers = entry.peers.flatMap((peer) => parseCidr(peer) ?? []);
  const tuples = watchTuples({ peers, ports: entry.ports, protocols: entry.protocols }, 'policy for this alarm');
  return { ...reading, lead: { ...lead, severity: entry.severity, tuples } };
};
