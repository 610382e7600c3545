import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../../functions/lib/triggers/read-trigger.ts';
import { tuplesIn } from './helpers.ts';

const watch = (extra: object = {}) => ({
  source: 'schedule',
  watch: 'payments',
  scheduledTime: '2026-01-01T00:10:00Z',
  subjects: ['eni-0aa00000000000a010', '10.20.1.10'],
  peers: ['198.51.100.0/24'],
  ports: [443],
  protocols: [6],
  ...extra,
});

const read = (value: object) => readTrigger(JSON.stringify(value));

describe('named watches', () => {
  it('looks for the watched peers and ports beside every subject', () => {
    const reading = read(watch());

    expect(reading.lead).toMatchObject({
      source: 'schedule',
      type: 'payments',
      key: ['schedule', 'payments', '2026-01-01T00:10:00Z'],
      perExecution: false,
      subjects: [
        { kind: 'interface', interfaceId: 'eni-0aa00000000000a010' },
        { kind: 'address', address: '10.20.1.10' },
      ],
    });
    expect(tuplesIn(reading)).toEqual([
      { peer: '198.51.100.0/24', peerPort: { from: 443, to: 443 }, protocols: [6], direction: 'outbound' },
      { peer: '198.51.100.0/24', subjectPort: { from: 443, to: 443 }, protocols: [6], direction: 'inbound' },
    ]);
  });

  it('is TCP and UDP to anywhere by default', () => {
    expect(tuplesIn(read(watch({ peers: undefined, ports: undefined, protocols: undefined })))).toEqual([
      { protocols: [6, 17], direction: 'unknown' },
    ]);
  });

  it('makes a case of each execution without a due time', () => {
    expect(read(watch({ scheduledTime: undefined })).lead?.perExecution).toBe(true);
  });

  it('lists every violation with its path', () => {
    const reading = read(
      watch({ watch: 'a b', subjects: ['eni-xyz'], peers: ['10.0.0.1/8'], ports: [65_536], extra: 1 }),
    );

    expect(reading.outcome).toBe('refused');
    const paths = reading.outcome === 'refused' ? reading.problems.map(({ path }) => path) : [];
    expect(paths.toSorted()).toEqual(['extra', 'peers[0]', 'ports[0]', 'subjects[0]', 'watch']);
  });
});
