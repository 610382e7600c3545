import { describe, expect, it } from 'vitest';
import { closeCase } from '../../../functions/close-case/close-case.ts';
import { MisconfiguredError } from '../../../functions/lib/domain/errors.ts';
import { sha256Hex } from '../../../functions/lib/domain/ids.ts';
import { collected, EXECUTION, failure, input, isSigned, objectOf, setUp } from './closing.ts';
import { CAPTURE_KEY, CASE_ID, captureRecord, interfaces, plan } from './fixtures.ts';

describe('closing a case', () => {
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
});
