import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { leaseStore } from '../../../functions/lib/records/lease-store.ts';
import { planCase } from '../../../functions/plan-case/plan-case.ts';
import beacon from '../../../simulator/events/backdoor-c2.json' with { type: 'json' };
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { ENDPOINT_A, SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { handClock, silentLog } from '../evidence/fixtures.ts';

/** A minute and a half after the finding. */
export const NOW_MS = Date.parse('2026-03-17T09:30:10Z');
export const PEER = '198.51.100.7';
export const OTHER_PEER = '198.51.100.8';

const [{ networkInterfaceId = '' } = {}] = beacon.detail.resource.instanceDetails.networkInterfaces;
const remote = beacon.detail.service.action.networkConnectionAction.remoteIpDetails.ipAddressV4;

/** A GuardDuty finding on the subject of `vpcNetwork`. */
export const findingAbout = (peer = PEER, changes: object = {}): typeof beacon => {
  const text = JSON.stringify({ ...beacon, detail: { ...beacon.detail, ...changes } });
  return JSON.parse(text.replaceAll(networkInterfaceId, SUBJECT).replaceAll(`"${remote}"`, `"${peer}"`));
};

/** What an analyst sends for the same. */
export const requestAbout = (members: object = {}) => ({
  source: 'manual',
  reason: 'check',
  subjects: [SUBJECT],
  peers: [PEER],
  ...members,
});

export const executionOf = (name: string): string => `arn:aws:states:us-east-1:111122223333:execution:respond:${name}`;

/** The planning step over records and evidence in memory.
 * @param network absent: the subject's way to the world leads through a firewall */
export const planner = async (settings: object = {}, network?: Network) => {
  const table = memoryRecordTable();
  const [cases, leases, evidence, clock] = [
    caseStore(table),
    leaseStore(table),
    memoryEvidenceStore(),
    handClock(NOW_MS),
  ];
  const found = network ?? (await vpcNetwork({ workload: [['0.0.0.0/0', ENDPOINT_A]] }));
  let given = settings;
  const policyText = () => JSON.stringify(given);
  const readersFor = () => ({
    network: { read: async () => found },
    alarms: { describe: async () => ({ alarms: [] }) },
  });
  const policy = {
    load: async () => ({ policy: policySchema.parse(given), text: policyText(), sha256: sha256Hex(policyText()) }),
  };
  const plan = planCase({ cases, leases, evidence, policy, readersFor, clock, log: silentLog });
  return {
    table,
    cases,
    leases,
    evidence,
    clock,
    policyText,
    setPolicy: (changed: object) => {
      given = changed;
    },
    run: (trigger: unknown, execution = 'one') => plan({ trigger, executionArn: executionOf(execution) }),
    said: async (caseId: string) => (await cases.listTimeline(caseId)).map(({ atMs: _, ...line }) => line),
    sightings: async (caseId: string) =>
      (await cases.listSightings(caseId)).map(({ outcome, reason }) => [outcome, reason]).toSorted(),
    /** Ends a case as the closing step does. */
    close: (caseId: string) =>
      cases.updateCase(caseId, (record) => ({
        ...record,
        status: 'CLOSED',
        grade: 'COMPLETE',
        closedAtMs: clock.nowMs(),
        closedEventAtMs: clock.nowMs(),
      })),
  };
};
