import { enableFlowLogs } from '../../../functions/enable-flow-logs/enable-flow-logs.ts';
import type { Address } from '../../../functions/lib/domain/address.ts';
import type { CaseRecord } from '../../../functions/lib/domain/case.ts';
import { ownerOf } from '../../../functions/lib/domain/flow-log-tags.ts';
import { caseIdFrom } from '../../../functions/lib/domain/ids.ts';
import type { VerbatimFlowLogs } from '../../../functions/lib/domain/lead.ts';
import type { AffectedInterface, Plan } from '../../../functions/lib/domain/plan.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import type { FoundInterface } from '../../../functions/lib/ports/interface-finder.ts';
import type { RecordTable } from '../../../functions/lib/ports/record-table.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { leaseStore } from '../../../functions/lib/records/lease-store.ts';
import type { ExtendOrder, RetireOrder } from '../../../functions/retire-flow-logs/contract.ts';
import { runOrder } from '../../../functions/retire-flow-logs/run-order.ts';
import { memoryFlowLogs } from '../../fakes/memory-flow-logs.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import { address } from '../../support/network.ts';

export const HOUR_MS = 3_600_000;
export const START_MS = Date.parse('2026-11-21T10:00:00Z');
export const home = { account: '111122223333', region: 'eu-central-1' };
export const member = { account: '444455556666', region: 'eu-central-1' };
export const owner = ownerOf(home);
export const defaults = {
  bucketArn: 'arn:aws:s3:::flowtrap-flow-logs',
  logGroupArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:flowtrap:*',
  roleArn: 'arn:aws:iam::111122223333:role/flowtrap-flow-logs',
};

export const caseIdOf = (name: string): string => caseIdFrom(['test', name]);

export const subjectInterface = (interfaceId: string, at = home): AffectedInterface => ({
  ...at,
  interfaceId,
  vpcId: 'vpc-0aa',
  subnetId: 'subnet-0aa',
  addresses: [address('10.0.1.10')],
  reason: 'named by the trigger',
});

interface PlanParts {
  readonly interfaces?: readonly AffectedInterface[];
  readonly interfaceIds?: readonly string[];
  readonly verbatim?: readonly VerbatimFlowLogs[];
}

const planOf = ({ interfaces = [], interfaceIds, verbatim = [] }: PlanParts): Plan => ({
  outcome: 'capture',
  reason: 'test',
  problems: [],
  filters: [],
  dropped: [],
  interfaces,
  paths: [],
  captures: [],
  flowLogs: {
    interfaceIds: interfaceIds ?? interfaces.map(({ interfaceId }) => interfaceId),
    verbatim,
    reason: 'test',
  },
});

/** A table that stops working when its process dies. */
const mortal = (table: RecordTable, isDead: () => boolean, turn: () => Promise<unknown>): RecordTable => {
  const alive =
    <A extends readonly unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (isDead()) throw new Error('the process is dead');
      await turn();
      return await call(...args);
    };
  return {
    get: alive(table.get),
    create: alive(table.create),
    replace: alive(table.replace),
    list: alive(table.list),
    listByGrade: alive(table.listByGrade),
    remove: alive(table.remove),
  };
};

interface WorldOptions {
  readonly maximumDeletions?: number;
  /** Decides when each call to the table and to EC2 goes on. */
  readonly turn?: () => Promise<unknown>;
}

/** Cases, leases, EC2 and a clock, with both use cases over them.
 * @param policy as somebody would write it */
export const flowLogWorld = (policy: object = {}, options: WorldOptions = {}) => {
  let nowMs = START_MS;
  let dead = false;
  let dyingAfterCreate = false;
  let peers: readonly Address[] = [];
  const found: { readonly at: typeof home; readonly one: FoundInterface }[] = [];
  const lookups: { readonly account: string; readonly vpcIds: readonly string[] }[] = [];
  const turn = options.turn ?? (async () => undefined);
  const clock = { nowMs: () => nowMs };
  const log = { info: () => undefined, warn: () => undefined };
  const table = memoryRecordTable();
  const working = mortal(table, () => dead, turn);
  const cases = caseStore(working);
  const leases = leaseStore(working);
  const ec2 = memoryFlowLogs(owner);
  const text = JSON.stringify({ accounts: { members: [member.account] }, ...policy });
  const policyFrom = (json: string) => policySchema.parse(JSON.parse(json));
  const flowLogs = {
    describe: async (...args: Parameters<typeof ec2.describe>) => {
      await turn();
      return await ec2.describe(...args);
    },
    describeOurs: async (...args: Parameters<typeof ec2.describeOurs>) => {
      await turn();
      return await ec2.describeOurs(...args);
    },
    delete: async (...args: Parameters<typeof ec2.delete>) => {
      await turn();
      return await ec2.delete(...args);
    },
    create: async (...args: Parameters<typeof ec2.create>) => {
      await turn();
      if (dead) throw new Error('the process is dead');
      const outcomes = await ec2.create(...args);
      dead ||= dyingAfterCreate;
      dyingAfterCreate = false;
      if (dead) throw new Error('the process is dead');
      return outcomes;
    },
  };

  const enable = enableFlowLogs({
    cases,
    leases,
    flowLogs,
    peers: { addresses: async () => peers },
    interfaces: {
      byAddress: async (at, addresses, vpcIds) => {
        lookups.push({ account: at.account, vpcIds });
        return found
          .filter((known) => known.at.account === at.account && known.at.region === at.region)
          .map(({ one }) => one)
          .filter((one) => vpcIds.length === 0 || vpcIds.includes(one.vpcId))
          .filter((one) => one.addresses.some((own) => addresses.includes(own)));
      },
    },
    policyFrom,
    home,
    defaults,
    clock,
    log,
  });
  const run = runOrder({
    cases,
    leases,
    flowLogs,
    policy: { load: async () => ({ policy: policyFrom(text), text, sha256: '' }) },
    home,
    clock,
    log,
    maximumDeletions: options.maximumDeletions ?? 25,
  });

  return {
    ec2,
    cases,
    leases,
    table,
    retire: () => run({}),
    /** @param execution another name is another execution; the same name is a step that runs again */
    order: (order: ExtendOrder | RetireOrder, execution = 'order') => run({ order, executionArn: execution }),
    lookups,
    subjects: (name: string) => enable({ caseId: caseIdOf(name), stage: 'subjects' }),
    revealed: (name: string) => enable({ caseId: caseIdOf(name), stage: 'peers' }),
    records: (name: string) => cases.listFlowLogs(caseIdOf(name)),
    timeline: async (name: string) => (await cases.listTimeline(caseIdOf(name))).map(({ what }) => what),
    openCase: async (name: string, parts: PlanParts): Promise<void> => {
      const record: CaseRecord = {
        caseId: caseIdOf(name),
        executionArn: 'arn:aws:states:eu-central-1:111122223333:execution:respond:test',
        status: 'OPEN',
        openedAtMs: nowMs,
        triggerSha256: '',
        plan: planOf(parts),
        policyText: text,
        policySha256: '',
      };
      await cases.createCase(record);
    },
    reveal: (addresses: readonly Address[], interfaces: readonly FoundInterface[], at = home): void => {
      peers = addresses;
      found.push(...interfaces.map((one) => ({ at, one })));
    },
    pass: (ms: number): void => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    /** The process dies as soon as EC2 has created the next flow log: nothing is written any more. */
    dieAfterNextCreate: (): void => {
      dyingAfterCreate = true;
    },
    restart: (): void => {
      dead = false;
      dyingAfterCreate = false;
    },
  };
};
export type FlowLogWorld = ReturnType<typeof flowLogWorld>;

/** A flow log that somebody else made. */
export const foreign = (resourceId: string, more: object = {}) => ({
  at: home,
  resourceId,
  status: 'ACTIVE',
  trafficType: 'ALL',
  logDestination: 'arn:aws:s3:::elsewhere',
  tags: {},
  ...more,
});
