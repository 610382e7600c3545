import { describe, expect, it } from 'vitest';
import { type Command, exitCodes } from '../../../cli/command.ts';
import { runCli } from '../../../cli/run.ts';
import { recordingIo } from '../../cli/io.ts';

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

const command = (run: Command['run']): Command => ({
  name: 'look',
  summary: 'look at something',
  usage: '[options]',
  options: { 'state-machine-arn': { type: 'string' } },
  optionHelp: {
    'state-machine-arn': 'the state machine whose executions are looked at, one by one, until they have ended',
  },
  examples: ['flowtrap look'],
  run,
});

const failing = async (error: Error) => {
  const { io, out, err } = recordingIo();
  const code = await runCli([command(() => Promise.reject(error))], ['look'], io);
  return { code, out: out(), err: err() };
};

describe('a command that fails', () => {
  it.each([
    [
      named('CredentialsProviderError', 'Could not load credentials'),
      'sign in to AWS, or name a profile in AWS_PROFILE',
    ],
    [
      named('ExpiredTokenException', 'The security token is expired'),
      'sign in to AWS, or name a profile in AWS_PROFILE',
    ],
    [named('AccessDeniedException', 'not authorized to perform: states:StartExecution'), 'ask for the permission'],
    [named('Error', 'Region is missing'), 'set AWS_REGION'],
    [named('Error', "permission denied, open 'plan.json'", { code: 'EACCES' }), 'ask its owner for access'],
    [named('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }), 'check AWS_REGION and the network'],
  ])('says in one line what to do: %s', async (error, advice) => {
    const { code, out, err } = await failing(error);

    expect([code, out]).toEqual([exitCodes.failed, '']);
    expect(err).toMatch(/^flowtrap look: .*\n$/);
    expect(err).toContain(`${error.message}: ${advice}`);
  });

  it('adds no advice to an error that says itself what to do', async () => {
    expect((await failing(new Error('no case c-1: see "flowtrap cases"'))).err).toBe(
      'flowtrap look: no case c-1: see "flowtrap cases"\n',
    );
  });
});

describe('help', () => {
  it.each([60, 80, 200])('fits the options to %d columns and keeps every word', async (width) => {
    const { io, out } = recordingIo({ width });

    await runCli([command(async () => exitCodes.ok)], ['look', '--help'], io);

    const text = out();
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(text.replace(/\s+/g, ' ')).toContain(
      '--state-machine-arn ARN the state machine whose executions are looked at, one by one, until they have ended',
    );
  });
});
