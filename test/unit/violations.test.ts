import { describe, expect, it } from 'vitest';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { parseOrThrow, violationsOf } from '../../functions/lib/policy/violations.ts';

const broken = {
  version: 2,
  triggers: { minimumSeverity: 'high' },
  capture: { rounds: 0, mode: 'watch', surprise: true },
  flowLogs: { destination: { type: 'kafka' }, logFormat: '' },
  schedules: [{ name: 'night', expression: 'daily', subjects: [] }, 3],
  accounts: { members: ['12'] },
};

const violations = () => {
  const result = policySchema.safeParse(broken);
  return result.success ? [] : violationsOf(result.error, broken);
};

describe('violations of a policy', () => {
  it.each([
    ['version', 'not allowed', 'one of 1', '2'],
    ['triggers.minimumSeverity', 'not allowed', 'a number from 0 to 10', '"high"'],
    ['capture.rounds', 'too small', 'a whole number from 1 to 20', '0'],
    ['capture.mode', 'not allowed', 'one of "respond", "monitor"', '"watch"'],
    ['capture.surprise', 'an unknown member', 'only the documented members', 'true'],
    ['flowLogs.destination.type', 'not allowed', 'a known type', '"kafka"'],
    ['schedules[0].subjects', 'too small', 'at least 1 entries', 'a list of 0'],
    ['schedules[1]', 'not allowed', 'an object', '3'],
    ['accounts.members[0]', 'not allowed', 'an account id of 12 digits', '"12"'],
  ])('name %s, which is %s, what is allowed, and the value', (path, problem, allowed, value) => {
    expect(violations()).toContainEqual({ path, problem, allowed, value });
  });

  it('are all listed, one each', () => {
    expect(
      violations()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      'accounts.members[0]',
      'capture.mode',
      'capture.rounds',
      'capture.surprise',
      'flowLogs.destination.type',
      'flowLogs.logFormat',
      'schedules[0].expression',
      'schedules[0].subjects',
      'schedules[1]',
      'triggers.minimumSeverity',
      'version',
    ]);
  });

  it('say missing of what is not there', () => {
    const result = policySchema.safeParse({ schedules: [{}] });

    expect(result.success ? [] : violationsOf(result.error, { schedules: [{}] })).toMatchObject([
      { path: 'schedules[0].name', problem: 'missing' },
      { path: 'schedules[0].expression', problem: 'missing' },
      { path: 'schedules[0].subjects', problem: 'missing' },
    ]);
  });

  it('throw as one error that repeats no value', () => {
    const parse = () => parseOrThrow(policySchema, { capture: { mode: 'secret-value' } }, 'policy');

    expect(parse).toThrow(/^policy: capture\.mode is not allowed, allowed: one of "respond", "monitor"$/);
    expect(parse).not.toThrow(/secret-value/);
  });
});
