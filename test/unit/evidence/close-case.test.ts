import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { closeCase } from '../../../functions/close-case/close-case.ts';
import { collectFlows } from '../../../functions/collect-flows/collect-flows.ts';
import { collectLimits } from '../../../functions/collect-flows/collection.ts';
import type { CaseClosed } from '../../../functions/lib/contracts/case-closed.ts';
import { MisconfiguredError } from '../../../functions/lib/domain/errors.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { policySchema } from '../../../functions/lib/policy/policy.ts';
import type { FlowOperations, ResultsPage } from '../../../functions/lib/ports/flow-operations.ts';
import type { Signer } from '../../../functions/lib/ports/signer.ts';
import { caseStore } from '../../../functions/lib/records/case-store.ts';
import { memoryEvidenceStore } from '../../fakes/memory-evidence-store.ts';
import { memoryRecordTable } from '../../fakes/memory-record-table.ts';
import {
  address,
  apiRow,
  CAPTURE_KEY,
  CASE_ID,
  captureRecord,
  caseRecord,
  flowLogRecord,
  handClock,
  plan,
  START_MS,
  silentLog,
} from './fixtures.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:respond:one';
const TRIGGER_KEY = `cases/${CASE_ID}/trigger.json`;
const REPEAT_KEY = `cases/${CASE_ID}/triggers/1.json`;
const input = { caseId: CASE_ID, executionArn: EXECUTION };
const failure = { Error: 'States.Timeout', Cause: 'text\nof the state machine' };

/** Signs like KMS: digests only, another signature each time. */
const keySigner = (): Signer & { readonly publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  // Node cannot sign a digest as it stands, so this one signs the digest's own hash; `isSigned` knows.
  return {
    publicKey: pem,
    sign: async (digest) => ({
      signature: sign('sha256', digest, privateKey),
      keyId: 'key',
      algorithm: 'ECDSA_SHA_256',
    }),
    publicKeyPem: async () => pem,
  };
};

const rowsOf: Readonly<Record<number, readonly unknown[]>> = {
  1: [apiRow('10.0.1.10', '198.51.100.7', { ByteCount: 500 }), apiRow('10.0.1.10', '198.51.100.8')],
  2: [
    apiRow('198.51.100.7', '10.0.1.10', { SourcePort: '443', DestinationPort: '50040', ByteCount: 900 }),
    apiRow('10.0.1.10', '10.0.2.20'),
  ],
};

const pageOf = (rows: readonly unknown[]): ResultsPage => ({
  bytes: Buffer.from(JSON.stringify({ Flows: rows })),
  status: 'COMPLETED',
  requestedAtMs: START_MS + 2_000,
  flows: rows,
});

const interfaces = [
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

const setUp = async () => {
  const cases = caseStore(memoryRecordTable());
  const evidence = memoryEvidenceStore();
  const clock = handClock(START_MS + 100_000);
  const signer = keySigner();
  const sent: CaseClosed[] = [];
  const policy = {
    load: async () => ({ policy: policySchema.parse({}), text: '{"version":1}', sha256: sha256Hex('{"version":1}') }),
  };
  const deps = {
    cases,
    evidence,
    evidenceBucket: 'evidence',
    policy,
    signer,
    clock,
    log: silentLog,
    signingKeyId: 'alias/flowtrap',
    codeDigest: 'c'.repeat(64),
    events: {
      closed: async (event: CaseClosed) => {
        sent.push(event);
      },
    },
  };
  return { ...deps, deps, sent, run: closeCase(deps) };
};

/** A case whose two rounds were collected by the step that does it. @param pages pages of the first round */
const collected = async (pages = 1) => {
  const world = await setUp();
  const { cases, evidence, clock } = world;
  await evidence.put(TRIGGER_KEY, Buffer.from('{}'), 'application/json');
  await cases.createCase(caseRecord({ plan: plan({ interfaces }), triggerKey: TRIGGER_KEY }));
  await evidence.put(REPEAT_KEY, Buffer.from('{"repeat":1}'), 'application/json');
  const came = { caseId: CASE_ID, reason: 'a finding', atMs: START_MS };
  const first = { rawKey: TRIGGER_KEY, rawSha256: sha256Hex('{}') };
  const repeat = { rawKey: REPEAT_KEY, rawSha256: sha256Hex('{"repeat":1}') };
  await cases.addSighting({ ...came, ...first, executionArn: EXECUTION, outcome: 'opened' });
  await cases.addSighting({ ...came, ...repeat, executionArn: `${EXECUTION}2`, outcome: 'joined' });
  await cases.putFlowLog(flowLogRecord());
  for (const round of [1, 2]) {
    await cases.createCapture(captureRecord({ round, plan: { ...captureRecord().plan } }));
    const unused = () => Promise.reject(new Error('not part of collecting'));
    const operations: FlowOperations = {
      start: unused,
      describe: unused,
      list: unused,
      resultsPage: async (_, __, token = '1') => ({
        ...pageOf(
          token === '1' ? (rowsOf[round] ?? []) : [apiRow('10.0.1.10', '198.51.100.8', { Age: Number(token) })],
        ),
        ...(round === 1 && Number(token) < pages ? { nextToken: String(Number(token) + 1) } : {}),
      }),
    };
    const collect = collectFlows({ cases, evidence, operations, clock, log: silentLog, limits: collectLimits });
    await collect({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round });
  }
  return world;
};

type World = Awaited<ReturnType<typeof setUp>>;

const objectOf = (world: World, name: string) => JSON.parse(world.evidence.text(`cases/${CASE_ID}/${name}`));

const isSigned = async (world: World): Promise<boolean> => {
  const bytes = await world.evidence.get(`cases/${CASE_ID}/manifest.json`);
  const signature = await world.evidence.get(`cases/${CASE_ID}/manifest.sig`);
  const pem = world.evidence.text(`cases/${CASE_ID}/public-key.pem`);
  if (!bytes || !signature) return false;
  return verify('sha256', Buffer.from(sha256Hex(bytes), 'hex'), createPublicKey(pem), signature);
};

describe('closing a case', () => {
  it('grades it, writes its package and tells others', async () => {
    const world = await collected();

    const output = await world.run(input);

    expect(output).toEqual({
      caseId: CASE_ID,
      grade: 'COMPLETE',
      gradeReason: '2 capture rounds complete',
      flowCount: 3,
    });
    expect(world.evidence.keys().filter((key) => !key.includes('/captures/'))).toEqual([
      ...[
        'flows.ndjson.gz',
        'manifest.json',
        'manifest.sig',
        'plan.json',
        'policy.json',
        'public-key.pem',
        'rounds.json',
        'trigger.json',
        'triggers/1.json',
      ].map((name) => `cases/${CASE_ID}/${name}`),
      `flows/day=2026-03-01/${CASE_ID}-1.parquet`,
    ]);
    expect(world.sent).toEqual([
      {
        ...output,
        version: 1,
        meaning: 'every capture answered in full',
        why: '2 capture rounds complete',
        executionArn: expect.stringContaining(':execution:'),
        openedAt: new Date(START_MS - 5_000).toISOString(),
        closedAt: new Date(START_MS + 100_000).toISOString(),
        evidenceBucket: 'evidence',
        manifestKey: `cases/${CASE_ID}/manifest.json`,
        manifestSha256: sha256Hex(world.evidence.text(`cases/${CASE_ID}/manifest.json`)),
        reportKey: `cases/${CASE_ID}/report.html`,
        revision: 1,
      },
    ]);
    expect((await world.cases.listTimeline(CASE_ID)).filter(({ actor }) => actor === 'close-case')).toHaveLength(1);
  });

  it.each([1, 203])(
    'lists every evidence object of %d pages with its hash and size, and signs the list',
    async (pages) => {
      const world = await collected(pages);

      await world.run(input);

      const { objects } = objectOf(world, 'manifest.json');
      const signatureFiles = ['manifest.json', 'manifest.sig', 'public-key.pem'];
      const evidenceKeys = world.evidence.keys().filter((key) => !signatureFiles.some((name) => key.endsWith(name)));
      expect(objects.map(({ key }: { key: string }) => key)).toEqual(evidenceKeys);
      for (const { key, sha256, sizeBytes } of objects) {
        const bytes = await world.evidence.get(key);
        expect([sha256, sizeBytes]).toEqual([sha256Hex(bytes ?? ''), bytes?.byteLength]);
      }
      expect(await isSigned(world)).toBe(true);
    },
  );

  it('states how complete the evidence is, in whole numbers', async () => {
    const world = await collected();

    await world.run(input);

    const manifest = objectOf(world, 'manifest.json');
    expect(manifest.completeness).toEqual({
      zones: { asked: 1, answered: 1, unanswered: [] },
      rounds: { planned: 2, ended: 2 },
      pages: 2,
      minimumFlowAgeSeconds: 60,
      secondsFromEventToCase: 60,
      secondsFromEventToCapture: 67,
      droppedTuples: [],
      unreadableRows: 0,
      foreignFlows: 0,
      pathsNotKnown: [],
    });
    expect(manifest.captures[0].clocks.differenceMs).toBe(1_000);
    expect(world.evidence.text(`cases/${CASE_ID}/manifest.json`)).not.toMatch(/\d\.\d+[,}\]]/);
  });

  it('says which zone gave no answer', async () => {
    const world = await setUp();
    const quiet = { ...captureRecord().plan, captureKey: `t-${'b'.repeat(16)}`, slotZone: 'eu-west-1b' };
    const captures = [
      { ...captureRecord().plan, rounds: 1 },
      { ...quiet, rounds: 1 },
    ];
    await world.cases.createCase(caseRecord({ plan: plan({ captures }) }));
    await world.cases.createCapture(captureRecord({ status: 'ENDED', grade: 'EMPTY' }));
    await world.cases.createCapture(
      captureRecord({ captureKey: quiet.captureKey, plan: quiet, status: 'ENDED', grade: 'EXPIRED' }),
    );

    const output = await world.run(input);

    expect(output.grade).toBe('PARTIAL');
    const { zones } = objectOf(world, 'manifest.json').completeness;
    expect(zones).toEqual({
      asked: 2,
      answered: 1,
      unanswered: [{ firewallArn: quiet.firewallArn, zone: 'eu-west-1b' }],
    });
  });

  it('compares the rounds and joins both directions', async () => {
    const world = await collected();

    await world.run(input);

    const rounds = objectOf(world, 'rounds.json');
    expect([rounds.flows, rounds.new, rounds.persistent, rounds.closed]).toEqual([3, 1, 1, 1]);
    expect(
      rounds.topFlows.map(({ destination, bytes, state, direction }: Record<string, unknown>) => [
        destination,
        bytes,
        state,
        direction,
      ]),
    ).toEqual([
      ['198.51.100.8', 1_000, 'closed', 'outbound'],
      ['10.0.2.20', 1_000, 'new', 'outbound'],
      ['198.51.100.7', 900, 'persistent', 'outbound'],
    ]);
    expect(rounds.topTalkers.byBytes[0]).toEqual({ address: '10.0.2.20', bytes: 1_000, conversations: 1, packets: 10 });
  });

  it('closes once: a second run changes nothing and sends nothing', async () => {
    const world = await collected();
    const first = await world.run(input);
    const keys = world.evidence.keys();
    const record = await world.cases.getCase(CASE_ID);
    world.clock.advance(60_000);

    const second = await world.run({ ...input, failure });

    expect(second).toEqual(first);
    expect(world.evidence.keys()).toEqual(keys);
    expect(await world.cases.getCase(CASE_ID)).toEqual(record);
    expect(world.sent).toHaveLength(1);
  });

  it('sends the event that a crash after the record left unsent', async () => {
    const world = await collected();
    const broken = closeCase({ ...world.deps, events: { closed: () => Promise.reject(new Error('no bus')) } });

    await expect(broken(input)).rejects.toThrow('no bus');
    expect((await world.cases.getCase(CASE_ID)).status).toBe('CLOSED');
    await world.run(input);

    expect(world.sent).toHaveLength(1);
  });

  it('writes the same manifest when it dies before the record and runs again later', async () => {
    const world = await collected();
    const cases = { ...world.cases };
    let updates = 0;
    const dying = closeCase({
      ...world.deps,
      cases: {
        ...cases,
        updateCase: (caseId, change) => {
          updates += 1;
          return updates === 2 ? Promise.reject(new Error('died')) : cases.updateCase(caseId, change);
        },
      },
    });
    await expect(dying(input)).rejects.toThrow('died');
    const manifest = world.evidence.text(`cases/${CASE_ID}/manifest.json`);
    world.clock.advance(3_600_000);

    await world.run(input);

    expect(world.evidence.text(`cases/${CASE_ID}/manifest.json`)).toBe(manifest);
    expect(await world.cases.getCase(CASE_ID)).toMatchObject({
      grade: 'COMPLETE',
      manifestSha256: sha256Hex(manifest),
    });
    expect(await isSigned(world)).toBe(true);
  });

  it('needs an operator where a round did not end, and a late collector cannot change that', async () => {
    const world = await collected();
    await world.cases.updateCase(CASE_ID, (record) => ({
      ...record,
      plan: plan({ interfaces, captures: [{ ...captureRecord().plan, rounds: 3 }] }),
    }));

    const output = await world.run(input);

    expect(output.grade).toBe('NEEDS_OPERATOR');
    expect(output.gradeReason).toContain(
      'round 3 of t-aaaaaaaaaaaaaaaa in eu-west-1a: NEEDS_OPERATOR (the round was never started)',
    );
    expect(await world.cases.getCapture({ caseId: CASE_ID, captureKey: CAPTURE_KEY, round: 3 })).toMatchObject({
      status: 'ENDED',
    });
  });

  it('closes without a signature when the key cannot be used, and needs an operator', async () => {
    const world = await collected();
    const disabled = () => Promise.reject(new MisconfiguredError('the signing key cannot be used: DisabledException'));
    const run = closeCase({ ...world.deps, signer: { sign: disabled, publicKeyPem: disabled } });

    const output = await run(input);

    expect(output.grade).toBe('NEEDS_OPERATOR');
    expect(output.gradeReason).toBe('the manifest could not be signed; otherwise COMPLETE: 2 capture rounds complete');
    expect(objectOf(world, 'manifest.json')).toMatchObject({ grade: 'NEEDS_OPERATOR', signing: null });
    expect(world.evidence.keys().some((key) => key.endsWith('manifest.sig'))).toBe(false);
  });

  it('tries again when signing fails for now', async () => {
    const world = await collected();
    const run = closeCase({
      ...world.deps,
      signer: { ...world.signer, sign: () => Promise.reject(new Error('throttled')) },
    });

    await expect(run(input)).rejects.toThrow('throttled');
    expect((await world.cases.getCase(CASE_ID)).status).toBe('OPEN');
    expect((await world.run(input)).grade).toBe('COMPLETE');
  });

  it('fails when evidence is not what was recorded', async () => {
    const world = await collected();
    const evidence = {
      ...world.evidence,
      get: async (key: string) => (key.endsWith('.gz') ? Buffer.from('other') : await world.evidence.get(key)),
    };

    await expect(closeCase({ ...world.deps, evidence })(input)).rejects.toMatchObject({
      name: 'EvidenceConflictError',
    });
    expect((await world.cases.getCase(CASE_ID)).status).toBe('OPEN');
  });

  it('closes without a package rather than not at all, when a failure is being recorded', async () => {
    const world = await collected();
    const evidence = {
      ...world.evidence,
      put: () => Promise.reject(new MisconfiguredError('the evidence bucket refuses us')),
    };

    const output = await closeCase({ ...world.deps, evidence })({ ...input, failure });

    const gradeReason = 'the evidence package could not be written: MisconfiguredError';
    expect(output).toEqual({ caseId: CASE_ID, grade: 'NEEDS_OPERATOR', gradeReason, flowCount: 0 });
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]).not.toHaveProperty('manifestKey');
  });

  it('records a failure with everything that was collected before it', async () => {
    const world = await collected();

    const output = await world.run({ ...input, failure });

    expect(output).toMatchObject({
      grade: 'NEEDS_OPERATOR',
      gradeReason: 'a step failed: States.Timeout; otherwise COMPLETE',
    });
    expect(output.flowCount).toBe(3);
    expect(objectOf(world, 'manifest.json').objects.length).toBeGreaterThan(7);
  });

  it('makes a case for an execution that failed before it had one, the same one each time', async () => {
    const world = await setUp();

    const first = await world.run({ executionArn: EXECUTION, failure });
    const second = await world.run({ executionArn: EXECUTION, failure });

    expect(first).toMatchObject({ grade: 'NEEDS_OPERATOR', flowCount: 0 });
    expect(second).toEqual(first);
    expect(await world.cases.getCase(first.caseId)).toMatchObject({ status: 'CLOSED', policyText: '{"version":1}' });
    expect(world.sent).toHaveLength(1);
  });

  it('closes that case even when the policy is what failed', async () => {
    const world = await setUp();
    const policy = { load: () => Promise.reject(new Error('not a policy')) };

    const output = await closeCase({ ...world.deps, policy })({ executionArn: EXECUTION, failure });

    expect(output.grade).toBe('NEEDS_OPERATOR');
  });

  it('knows no case without a failure', async () => {
    const world = await setUp();

    await expect(world.run(input)).rejects.toMatchObject({ name: 'RecordNotFoundError' });
  });

  it('closes a refused case with its plan and policy only', async () => {
    const world = await setUp();
    await world.cases.createCase(caseRecord({ plan: plan({ outcome: 'refused', reason: 'too broad', captures: [] }) }));

    const output = await world.run(input);

    expect(output).toEqual({ caseId: CASE_ID, grade: 'REFUSED', gradeReason: 'too broad', flowCount: 0 });
    const names = objectOf(world, 'manifest.json').objects.map(({ key }: { key: string }) => key.split('/').at(-1));
    expect(names).toEqual(['plan.json', 'policy.json']);
  });
});
