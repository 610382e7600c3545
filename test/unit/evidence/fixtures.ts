import { type Address, parseAddress } from '../../../functions/lib/domain/address.ts';
import type { CaptureRecord, PlannedCapture } from '../../../functions/lib/domain/capture.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import type { Flow } from '../../../functions/lib/domain/flow.ts';
import type { FlowLogRecord } from '../../../functions/lib/domain/flow-log.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import type { Plan } from '../../../functions/lib/domain/plan.ts';
import type { Log } from '../../../functions/lib/ports/log.ts';

export const CASE_ID = `c-${'0'.repeat(40)}`;
export const CAPTURE_KEY = `t-${'a'.repeat(16)}`;
/** 2026-03-01T12:00:00Z */
export const START_MS = 1_772_366_400_000;

export const silentLog: Log = { info: () => undefined, warn: () => undefined };

/** A clock that stands still until it is set. */
export const handClock = (startMs = START_MS) => {
  let now = startMs;
  return {
    nowMs: () => now,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

export const address = (text: string): Address => {
  const parsed = parseAddress(text);
  if (!parsed) throw new Error(`not an address: ${text}`);
  return parsed;
};

export const plannedCapture = (changes: Partial<PlannedCapture> = {}): PlannedCapture => ({
  captureKey: CAPTURE_KEY,
  account: '111122223333',
  region: 'eu-west-1',
  firewallArn: 'arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge',
  scope: { availabilityZone: 'eu-west-1a' },
  slotZone: 'eu-west-1a',
  filters: [],
  minimumFlowAgeSeconds: 60,
  rounds: 2,
  roundIntervalSeconds: 75,
  pollSeconds: 10,
  deadlineSeconds: 3_600,
  waitsPerRound: 1_000,
  maximumPerTargetHour: 100,
  maximumPerAccountHour: 100,
  ...changes,
});

/** A round whose operation has ended and waits to be collected. */
export const captureRecord = (changes: Partial<CaptureRecord> = {}): CaptureRecord => ({
  caseId: CASE_ID,
  captureKey: CAPTURE_KEY,
  round: 1,
  plan: plannedCapture(),
  status: 'COLLECTING',
  askedAtMs: START_MS,
  severity: 8,
  firedAtMs: START_MS + 1_000,
  operationId: '0f0e0d0c-0b0a-4908-8706-050403020100',
  operationStatus: 'COMPLETED',
  flowRequestAtMs: START_MS + 2_000,
  polls: 1,
  ...changes,
});

/** A row as `ListFlowOperationResults` gives it. */
export const apiRow = (source: string, destination: string, changes: Record<string, unknown> = {}) => ({
  SourceAddress: { AddressDefinition: source },
  DestinationAddress: { AddressDefinition: destination },
  SourcePort: '50040',
  DestinationPort: '443',
  Protocol: '6',
  Age: 120,
  PacketCount: 10,
  ByteCount: 1_000,
  ...changes,
});

export const flow = (source: string, destination: string, changes: Partial<Flow> = {}): Flow => ({
  source: address(source),
  sourcePort: 50_040,
  destination: address(destination),
  destinationPort: 443,
  protocol: 6,
  ageSeconds: 120,
  packets: 10,
  bytes: 1_000,
  ...changes,
});

export const plan = (changes: Partial<Plan> = {}): Plan => ({
  outcome: 'capture',
  reason: 'one firewall sees the subject',
  problems: [],
  filters: [],
  dropped: [],
  interfaces: [],
  paths: [],
  captures: [plannedCapture()],
  flowLogs: { interfaceIds: [], verbatim: [], reason: 'not asked for' },
  ...changes,
});

export const caseRecord = (changes: Partial<CaseRecord> = {}): CaseRecord => ({
  caseId: CASE_ID,
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:respond:one',
  status: 'OPEN',
  openedAtMs: START_MS - 5_000,
  triggerAtMs: START_MS - 65_000,
  triggerSha256: sha256Hex('{}'),
  plan: plan(),
  policyText: '{}',
  policySha256: sha256Hex('{}'),
  ...changes,
});

export const flowLogRecord = (changes: Partial<FlowLogRecord> = {}): FlowLogRecord => ({
  caseId: CASE_ID,
  resourceId: 'eni-0a1',
  account: '111122223333',
  region: 'eu-west-1',
  role: 'subject',
  decision: 'created',
  reason: 'created for this case',
  flowLogId: 'fl-0a1',
  leaseUntilMs: START_MS + 86_400_000,
  atMs: START_MS,
  ...changes,
});

/** The interface that these cases are about. */
export const interfaces = [
  {
    interfaceId: 'eni-0a1',
    account: '111122223333',
    region: 'eu-west-1',
    vpcId: 'vpc-0a1',
    subnetId: 'subnet-0a1',
    addresses: [address('10.0.1.10')],
    reason: 'the finding names it',
  },
];
