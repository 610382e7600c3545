import { describe, expect, it } from 'vitest';
import { capturedPeers } from '../../../functions/enable-flow-logs/captured-peers.ts';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import { flowLine, gzipText } from '../../../functions/lib/evidence/flows-file.ts';
import { address } from '../../support/network.ts';
import { subjectInterface } from './world.ts';

const SUBJECT = '10.0.1.10';

const flow = (source: string, destination: string, bytes: number): Flow => ({
  source: address(source),
  destination: address(destination),
  protocol: 6,
  ageSeconds: 90,
  packets: 1,
  bytes,
});

/** Peers of a case whose captures hold these flows, a list for each capture. */
const peersOf = async (...captures: readonly (readonly Flow[])[]) => {
  const objects = new Map<string, Uint8Array>();
  for (const [index, flows] of captures.entries()) {
    const lines = async function* () {
      for (const one of flows) yield flowLine(one);
    };
    objects.set(`flows-${index}`, await gzipText(lines()));
  }
  const peers = capturedPeers({
    cases: {
      getCase: async () => ({ plan: { interfaces: [subjectInterface('eni-0aa1')] } }),
      listCaptures: async () => [{}, ...[...objects.keys()].map((flowsKey) => ({ collection: { flowsKey } }))],
    },
    evidence: { get: async (key) => objects.get(key) },
  });
  return await peers.addresses('c-1');
};

describe('the peers that captured flows reveal', () => {
  it('are the private and the IPv6 far sides, whichever side they are on, most bytes first', async () => {
    const peers = await peersOf(
      [flow(SUBJECT, '10.0.2.20', 100), flow('10.0.3.30', SUBJECT, 500), flow(SUBJECT, '198.51.100.7', 9_000)],
      [flow('10.0.2.20', SUBJECT, 700), flow(SUBJECT, '2001:db8::20', 50)],
    );

    expect(peers).toEqual(['10.0.2.20', '10.0.3.30', '2001:db8::20']);
  });

  it('leave out what no interface can have', async () => {
    const unroutable = ['169.254.169.254', 'fe80::1', 'ff02::1', '224.0.0.1', '127.0.0.1'];

    expect(await peersOf(unroutable.map((to) => flow(SUBJECT, to, 1)))).toEqual([]);
  });

  it('are in the same order every time, and at most 200', async () => {
    const scan = Array.from({ length: 300 }, (_, index) => flow(SUBJECT, `10.1.${index >> 8}.${index & 255}`, 40));

    const peers = await peersOf(scan);

    expect(peers).toHaveLength(200);
    expect(await peersOf(scan.toReversed())).toEqual(peers);
  });

  it('are none before anything was collected', async () => {
    expect(await peersOf()).toEqual([]);
  });
});
