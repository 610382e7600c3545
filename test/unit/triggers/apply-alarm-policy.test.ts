import { describe, expect, it } from 'vitest';
import type { TriggerReading } from '../../../functions/lib/domain/lead.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { applyAlarmPolicy } from '../../../functions/lib/triggers/apply-alarm-policy.ts';
import { CHILD, event, state } from './alarm-builder.ts';
import { reasonOf, tuplesIn } from './helpers.ts';

describe('policy for alarms', () => {
  const policy = (alarms: readonly object[]) => policySchema.parse({ triggers: { alarms } });
  const applied = (alarms: readonly object[], reading: TriggerReading = event()) =>
    applyAlarmPolicy(reading, policy(alarms));

  it('supplies severity, peers, ports and protocols, either side being the server', () => {
    const reading = applied([{ name: 'Egr*', severity: 9, peers: ['198.51.100.0/24'], ports: [443], protocols: [6] }]);

    expect(reading.lead?.severity).toBe(9);
    expect(tuplesIn(reading)).toEqual([
      { peer: '198.51.100.0/24', peerPort: { from: 443, to: 443 }, protocols: [6], direction: 'outbound' },
      { peer: '198.51.100.0/24', subjectPort: { from: 443, to: 443 }, protocols: [6], direction: 'inbound' },
    ]);
  });

  it('looks anywhere when policy names no peer and no port', () => {
    expect(tuplesIn(applied([{ name: 'Egress' }]))).toEqual([{ protocols: [6, 17], direction: 'unknown' }]);
  });

  it('ignores an alarm that policy does not name', () => {
    expect(reasonOf(applied([{ name: 'Ingress' }]))).toContain('triggers.alarms names no alarm "Egress"');
  });

  it('refuses an alarm that names no resource, unless its children may', () => {
    const reasonData = JSON.stringify({ triggeringAlarms: [{ arn: CHILD }] });

    expect(applied([{ name: '*' }], event({ configuration: {} })).outcome).toBe('refused');
    expect(applied([{ name: '*' }], event({ configuration: {}, state: state('ALARM', { reasonData }) })).outcome).toBe(
      'lead',
    );
  });

  it('leaves other readings as they are', () => {
    const ok = event({ state: state('OK') });

    expect(applied([{ name: '*' }], ok)).toBe(ok);
  });
});
