import type { ExportFlow } from '../../../functions/lib/evidence/export-flow.ts';
import type { ReportModel } from '../../../functions/lib/evidence/report/report-model.ts';
import { address, CAPTURE_KEY, CASE_ID, START_MS } from '../evidence/fixtures.ts';

/** Flows of one subject to many peers, all different. */
export const manyFlows = (count: number): readonly ExportFlow[] =>
  Array.from({ length: count }, (_, index) => ({
    source: address('10.0.1.10'),
    sourcePort: 1_024 + (index % 60_000),
    destination: address(
      index % 2 === 0
        ? `198.51.${Math.floor(index / 250) % 250}.${index % 250}`
        : `2001:db8:85a3:8d3:1319:8a2e:${((index >> 8) & 0xffff) + 0x1000 === 0 ? 1 : (((index >> 8) & 0xffff) + 0x1000).toString(16)}:${((index & 0xff) + 0x1000).toString(16)}`,
    ),
    destinationPort: 443,
    protocol: index % 3 === 0 ? 17 : 6,
    ageSeconds: 60 + index,
    packets: index,
    bytes: 1_000_000 - index,
    state: (['new', 'persistent', 'closed'] as const)[index % 3],
    direction: 'outbound' as const,
    rounds: index % 3 === 1 ? [1, 2] : [index % 3 === 0 ? 2 : 1],
    firstRound: 1,
    lastRound: 2,
    firstSeenMs: START_MS,
    lastSeenMs: START_MS + 75_000,
    protocolName: index % 3 === 0 ? 'UDP' : 'TCP',
    matched: index % 7 === 0 ? 'collateral' : `f-${'a'.repeat(16)}`,
    sourceInterfaceId: 'eni-04b8d1c6e2f70a935',
    service: 'https',
  }));

/** A report's model in which `text` stands wherever text of somebody else can stand. */
export const reportModel = (text: string, flows: readonly ExportFlow[] = manyFlows(40)): ReportModel => ({
  caseId: CASE_ID,
  grade: 'PARTIAL',
  gradeReason: text,
  executionArn: text,
  triggerAtMs: START_MS - 60_000,
  openedAtMs: START_MS,
  closedAtMs: START_MS + 90_000,
  lead: { source: text, type: text, severity: 8, account: text, region: text },
  planReason: text,
  subject: new Set([address('10.0.1.10')]),
  interfaces: [{ interfaceId: text, addresses: ['10.0.1.10', text], vpcId: text, subnetId: text, reason: text }],
  paths: [
    {
      interfaceId: text,
      outcome: text,
      confidence: text,
      reason: text,
      hops: [
        { at: text, note: text },
        { at: text, route: text },
        { at: 'vpce-0a1', note: `answer: ${text}` },
      ],
    },
  ],
  filters: [{ filterId: text, from: text, to: text, protocols: text, reason: text }],
  captures: [1, 2].map((round) => ({
    captureKey: CAPTURE_KEY,
    round,
    firewallArn: text,
    place: text,
    grade: 'COMPLETE',
    gradeReason: text,
    operationId: text,
    flows: 3,
    clocks: {
      askedAtMs: START_MS + round * 30_000,
      firedAtMs: START_MS + round * 30_000 + 1_000,
      flowRequestAtMs: START_MS + round * 30_000 + 2_000,
      endedAtMs: START_MS + round * 30_000 + 9_000,
      differenceMs: 1_000,
    },
  })),
  flowLogs: [
    {
      resourceId: text,
      role: text,
      decision: text,
      reason: text,
      flowLogId: text,
      leaseUntilMs: START_MS,
      atMs: START_MS,
    },
  ],
  flows,
  talkers: {
    byBytes: flows
      .slice(0, 15)
      .map(({ destination, bytes, packets }) => ({ address: destination, bytes, packets, conversations: 1 })),
    byConversations: flows
      .slice(0, 15)
      .map(({ destination, bytes, packets }) => ({ address: destination, bytes, packets, conversations: 1 })),
  },
  completeness: {
    zonesAsked: 2,
    zonesAnswered: 1,
    roundsPlanned: 2,
    roundsEnded: 2,
    pages: 2,
    minimumFlowAgeSeconds: 60,
    secondsFromEventToCase: 60,
    secondsFromEventToCapture: 95,
    unreadableRows: 1,
    foreignFlows: 0,
    dropped: [text],
    pathsNotKnown: [text],
  },
  evidence: {
    manifestSha256: 'a'.repeat(64),
    revision: 1,
    objects: 9,
    sizeBytes: 12_000,
    keyId: text,
    codeDigest: text,
    policySha256: text,
  },
});

/** Flows whose names are somebody else's text, too. */
export const flowsNamed = (text: string): readonly ExportFlow[] =>
  manyFlows(40).map((flow) => ({
    ...flow,
    sourceInterfaceId: text,
    destinationInterfaceId: text,
    service: text,
    matched: text,
  }));

/** What a hostile case holds in every field: markup, formulas, bidirectional controls, and a very long name. */
export const HOSTILE_TEXT = `</script></style></title><script>document.title='owned'</script><img src=x onerror="document.title='owned'">=1+1\u202e'"\`${'n'.repeat(5_000)}`;
