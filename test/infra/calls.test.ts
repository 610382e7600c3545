import { describe, expect, it } from 'vitest';
import permissions from '../cases/step-permissions.json' with { type: 'json' };
import uncalled from '../cases/uncalled-actions.json' with { type: 'json' };
import { callsOf } from './support/aws-calls.ts';

/** Actions that no SDK command is named for: AWS checks them on the way of another call. */
const implied = [
  /^kms:(Decrypt|DescribeKey|Encrypt|GenerateDataKey|GenerateDataKeyWithoutPlaintext|ReEncryptFrom|ReEncryptTo)$/,
  /^s3:ListBucket$/,
  /^ec2:CreateTags$/,
  /^iam:PassRole$/,
  /^sts:SetSourceIdentity$/,
  /^(logs|xray):/,
];

/** Commands that a step imports through an adapter that it shares with others, and never calls. */
const uncalledBy = (step: string): readonly string[] =>
  Object.entries(uncalled).flatMap(([action, importers]) => (importers.includes(step) ? [action] : []));

describe.each(Object.entries(permissions))('the step %s', (step, allowed) => {
  it('may make every call that its code can reach, but for those it only imports', async () => {
    const calls = await callsOf(step);

    expect([...calls.keys()].filter((action) => !allowed.includes(action)).toSorted()).toEqual(
      uncalledBy(step).toSorted(),
    );
  });

  it('may make no call that its code does not contain', async () => {
    const calls = await callsOf(step);
    const unused = allowed.filter((action) => !calls.has(action) && !implied.some((pattern) => pattern.test(action)));

    expect(unused).toEqual([]);
  });
});
