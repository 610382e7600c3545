import { findingOf, LOCAL, REMOTE } from './finding-builder.ts';

/** A finding of an instance that calls its command and control server. */
export const finding = findingOf({
  type: 'Backdoor:EC2/C&CActivity.B',
  severity: 8,
  resource: 'instance',
  role: 'ACTOR',
  connection: { direction: 'OUTBOUND', localPort: 50_040, remotePort: 443, protocol: 'TCP' },
  outcome: 'lead',
  tuples: [],
});

/** The tuple of that connection. */
export const outbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  peerPort: { from: 443, to: 443 },
  protocols: [6],
  direction: 'outbound',
};
