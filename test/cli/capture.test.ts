import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captureWith } from '../../cli/commands/capture.ts';
import { runCli } from '../../cli/run.ts';
import { failedWith, running, startStepFunctionsAndQueue, succeeded } from '../fakes/step-functions-and-queue.ts';
import { recordingIo } from './io.ts';

const machine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:flowtrap-respond';
const caseId = `c-${'a'.repeat(40)}`;
const closed = (grade: string) => succeeded({ case: { caseId, grade, gradeReason: 'as planned', flowCount: 12 } });
const request = ['--subject', 'eni-0a1b2c3d', '--port', '443', '--reason', 'beacon'];

const setUp = async (courses: readonly (readonly object[])[], env: Record<string, string> = {}) => {
  const aws = await startStepFunctionsAndQueue({ courses });
  const waits: number[] = [];
  let nowMs = 1_772_366_400_000;
  const command = captureWith({
    env,
    sfn: aws.sfn,
    nowMs: () => {
      nowMs += 1;
      return nowMs;
    },
    sleep: async (ms, signal) => {
      waits.push(ms);
      signal.throwIfAborted();
    },
  });
  const run = async (args: readonly string[], options: Parameters<typeof recordingIo>[0] = {}) => {
    const { io, out, err } = recordingIo(options);
    const code = await runCli([command], ['capture', ...args], io);
    return { code, out: out(), err: err() };
  };
  return { aws, waits, run };
};

describe('flowtrap capture --case', () => {
  it('asks for further rounds of a case, anew each time', async () => {
    const { aws, run } = await setUp([[closed('COMPLETE')], [closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });

    await run(['--case', caseId, '--rounds', '3']);
    await run(['--case', caseId, '--rounds', '3']);

    const [first, second] = aws.executions();
    expect(JSON.parse(first?.input ?? '')).toEqual({
      source: 'manual',
      reason: 'opened again by hand',
      case: caseId,
      rounds: 3,
    });
    expect(second?.input).toBe(first?.input);
    expect(second?.name).not.toBe(first?.name);
  });

  it.each([
    [['--case', 'c-1'], 'case is not allowed (a case: c- and 40 hexadecimal digits)'],
    [['--case', caseId, '--peer', '198.51.100.7'], 'peers is not allowed (nothing: a case that is opened again'],
    [['--case', caseId, '--rounds', '99'], 'rounds is too large'],
    [['request.json', '--case', caseId], 'leave --case out, or the file'],
  ])('refuses %j in one line', async (args, message) => {
    const { aws, run } = await setUp([[closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });

    const { code, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(aws.executions()).toEqual([]);
  });
});

describe('flowtrap capture', () => {
  it('starts the machine with the request that the options say, and follows it to its grade', async () => {
    const { aws, waits, run } = await setUp([[running, running, closed('COMPLETE')]]);

    const { code, out } = await run([...request, '--peer', '198.51.100.7', '--state-machine-arn', machine]);

    expect(code).toBe(0);
    expect(JSON.parse(aws.executions()[0]?.input ?? '')).toEqual({
      source: 'manual',
      subjects: ['eni-0a1b2c3d'],
      peers: ['198.51.100.7'],
      ports: [443],
      reason: 'beacon',
    });
    expect(waits).toEqual([2_000, 2_000]);
    expect(out).toMatch(new RegExp(`case +${caseId}\n +grade +COMPLETE\n +reason +as planned\n +flows +12\n`));
    expect(out).toContain('SUCCEEDED after 90 s');
  });

  it('takes the machine from the environment, and a request from standard input as it is', async () => {
    const { aws, run } = await setUp([[closed('EMPTY')]], { FLOWTRAP_RESPOND_ARN: machine });
    const stdin = '{ "source":"manual", "reason":"x",  "subjects":["eni-0a1b2c3d"] }';

    const { code } = await run(['-'], { stdin });

    expect(code).toBe(0);
    expect(aws.executions().map(({ input }) => input)).toEqual([stdin]);
  });

  it('hands an event over, and asks for the drill to be run', async () => {
    const { aws, run } = await setUp([[closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });
    const { event } = JSON.parse(readFileSync(new URL('../../docs/examples/drill.json', import.meta.url), 'utf8'));

    const { code } = await run(['--event', '-', '--run-drill', '--reason', 'drill', '--rounds', '1'], {
      stdin: `\uFEFF${JSON.stringify(event)}`,
    });

    expect(code).toBe(0);
    expect(JSON.parse(aws.executions()[0]?.input ?? '')).toEqual({
      source: 'manual',
      reason: 'drill',
      rounds: 1,
      runDrill: true,
      event,
    });
  });

  it.each([
    [['--event', '-', '--run-drill'], '{}', '--event and --reason'],
    [['--run-drill', '--reason', 'x'], '', 'name it with --event'],
    [['--event', '-', '--reason', 'x'], 'hello', 'is not JSON'],
    [['--event', '-', '--reason', 'x', '--peer', '198.51.100.7'], '{}', 'peers'],
    [['--event', '-', '--reason', 'x'], '[]', 'event is not allowed'],
    [['--event', '-', '--reason', 'x'], '{"source":"aws.ec2","detail-type":"x","detail":{}}', 'not a trigger of ours'],
  ])('starts nothing for %j and %s', async (args, stdin, message) => {
    const { aws, run } = await setUp([], { FLOWTRAP_RESPOND_ARN: machine });

    const { code, err } = await run(args, { stdin });

    expect([code, aws.calls]).toEqual([2, []]);
    expect(err).toContain(message);
  });

  it('starts equal requests once, however they are written, and says so', async () => {
    const { aws, run } = await setUp([[closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });
    await run(['-'], { stdin: '{"source":"manual","subjects":["eni-0a1b2c3d"],"reason":"x"}' });

    const { code, out } = await run(['-'], {
      stdin: '{"reason": "x", "source": "manual", "subjects": ["eni-0a1b2c3d"]}',
    });

    expect(code).toBe(0);
    expect(aws.executions()).toHaveLength(1);
    expect(aws.executions()[0]?.name).toMatch(/^capture-[0-9a-f]{40}$/);
    expect(out).toContain('started before, and starts no second case');
    expect(out).toContain(caseId);
  });

  it('starts another case for another reason', async () => {
    const { aws, run } = await setUp([[closed('COMPLETE')], [closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });
    await run(request);

    await run([...request.slice(0, -1), 'again']);

    expect(aws.executions()).toHaveLength(2);
  });

  it.each([
    ['PARTIAL', 3],
    ['NEEDS_OPERATOR', 3],
    ['EMPTY', 0],
  ])('ends a case of grade %s with exit code %i', async (grade, code) => {
    const { run } = await setUp([[closed(grade)]], { FLOWTRAP_RESPOND_ARN: machine });

    expect(await run(request)).toMatchObject({ code });
  });

  it('fails with the name of the error when the execution failed', async () => {
    const { run } = await setUp([[failedWith('CaseFailed')]], { FLOWTRAP_RESPOND_ARN: machine });

    const { code, out } = await run(request);

    expect(code).toBe(1);
    expect(out).toMatch(/reason +CaseFailed\n/);
  });

  it('says why a request became no case', async () => {
    const plan = { caseId, decision: 'done', reason: 'monitor mode' };
    const { run } = await setUp([[succeeded({ plan })]], { FLOWTRAP_RESPOND_ARN: machine });

    const { code, out } = await run(request);

    expect(code).toBe(0);
    expect(out).toMatch(/reason +monitor mode\n/);
  });

  it('does not wait when it is told not to', async () => {
    const { aws, run } = await setUp([[running]], { FLOWTRAP_RESPOND_ARN: machine });

    const { code } = await run([...request, '--detach']);

    expect(code).toBe(0);
    expect(aws.calls).toEqual(['StartExecution']);
  });

  it('prints one JSON document and nothing else', async () => {
    const { run } = await setUp([[closed('COMPLETE')]], { FLOWTRAP_RESPOND_ARN: machine });

    const { out } = await run([...request, '--json']);

    expect(JSON.parse(out)).toMatchObject({ caseId, grade: 'COMPLETE', flowCount: 12, known: false });
  });

  it('stops looking at Ctrl-C and names the execution that goes on', async () => {
    const { run } = await setUp([[running]], { FLOWTRAP_RESPOND_ARN: machine });
    const stop = new AbortController();
    stop.abort();

    const { code, err } = await run(request, { signal: stop.signal });

    expect(code).toBe(130);
    expect(err).toContain(
      'The execution goes on: arn:aws:states:eu-central-1:111122223333:execution:flowtrap-respond:',
    );
  });

  it.each([
    ['no machine', request, {}, 'FLOWTRAP_RESPOND_ARN'],
    ['what is not a machine', request, { FLOWTRAP_RESPOND_ARN: 'respond' }, 'not the ARN of a state machine'],
    ['no request', [], { FLOWTRAP_RESPOND_ARN: machine }, '--subject and --reason'],
    ['a file and options', ['x.json', '--port', '1'], { FLOWTRAP_RESPOND_ARN: machine }, 'leave --port out'],
    ['a subject that is none', ['--subject', 'x', '--reason', 'y'], { FLOWTRAP_RESPOND_ARN: machine }, 'subjects[0]'],
    ['a port out of range', [...request, '--port', '70000'], { FLOWTRAP_RESPOND_ARN: machine }, 'ports[1]'],
    ['a file that is not there', ['no-such.json'], { FLOWTRAP_RESPOND_ARN: machine }, 'cannot read no-such.json'],
  ])('refuses %s before any call', async (_, args, env, message) => {
    const { aws, run } = await setUp([], env);

    const { code, err } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(aws.calls).toEqual([]);
  });

  it('refuses a request that no execution can take', async () => {
    const { aws, run } = await setUp([], { FLOWTRAP_RESPOND_ARN: machine });
    const stdin = `{"source":"manual","subjects":["eni-0a1b2c3d"],"reason":"x"${' '.repeat(262_144)}}`;

    const { code } = await run(['-'], { stdin });

    expect(code).toBe(2);
    expect(aws.calls).toEqual([]);
  });
});
