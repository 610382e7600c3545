import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import * as errors from '../../functions/lib/domain/errors.ts';
import { type Machine, type MachineSpec, machines } from '../../infra/lib/machines/machines.ts';
import { at, textOf } from './support/json.ts';
import {
  catchAllOf,
  errorNamesOf,
  functionTokenOf,
  nextOf,
  reachableFrom,
  type State,
  statesOf,
} from './support/state-machine.ts';

const { FlowtrapError: _root, ...family } = errors;
const ourErrors: readonly string[] = Object.values(family).map((OurError) => new OurError('').name);

/** Errors of Step Functions and Lambda that a definition may name (Step Functions developer guide, error handling). */
const foreign = /^(States|Lambda|Sandbox)\.\w+$/;

/** States that record a failure where they stand; what they are part of goes on. */
const closesCase = (state: State): boolean => functionTokenOf(state) === 'CloseCaseFunctionArn';

const definitionOf = (machine: Machine): unknown => {
  const { file }: MachineSpec = machines[machine];
  return JSON.parse(readFileSync(new URL(`../../state-machines/${file}`, import.meta.url), 'utf8'));
};

/** The trigger is the whole input of the first state; a failure to plan is a whole state too, the engine's own words. */
const TAKES_ALL: ReadonlySet<string> = new Set(['PlanCase', 'RecordFailureBeforeCase']);

const isTask = ({ body }: State): boolean => at(body, 'Type') === 'Task';

describe.each(Object.entries(machines))('the state machine %s', (_, spec: MachineSpec) => {
  const definition: unknown = JSON.parse(
    readFileSync(new URL(`../../state-machines/${spec.file}`, import.meta.url), 'utf8'),
  );
  const states = statesOf(definition);

  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(definition);

    expect([isValid, errorsText('\n')]).toEqual([true, '']);
  });

  it('has a token for every substitution and a substitution for every token', () => {
    const tokens = [...textOf(definition).matchAll(/\$\{(\w+)\}/g)].map(([, token]) => token);

    expect([...new Set(tokens)].toSorted()).toEqual(Object.keys(spec.functions).toSorted());
  });

  it('builds no JSON out of text, and evaluates none', () => {
    const text = textOf(definition);
    const functions = [...text.matchAll(/States\.(\w+)\(/g)].map(([, name]) => name);

    expect(functions.filter((name) => name !== 'MathAdd')).toEqual([]);
    expect(/JSONata|\{%|\$eval/.test(text)).toBe(false);
  });

  it('hands the trigger as it came to its first task alone, and names of ours to all others', () => {
    const tasks = states.filter(isTask);
    const taking = (path: string) =>
      tasks.filter(({ body }) => Object.values(Object(at(body, 'Parameters', 'Payload'))).includes(path));
    const whole = taking('$').map(({ name }) => name);

    expect(whole.filter((name) => !TAKES_ALL.has(name))).toEqual([]);
  });

  it('names each state once over all its parts', () => {
    const names = states.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
  });

  it('reaches every state from its start', () => {
    const reached = states.filter(({ name, siblings, startAt }) => {
      const beside = states.filter((state) => siblings.includes(state.name));
      return reachableFrom(beside, textOf(startAt)).has(name);
    });

    expect(states.filter((state) => !reached.includes(state)).map(({ name }) => name)).toEqual([]);
  });

  it('goes only to states that stand beside the one it leaves', () => {
    const lost = states.flatMap((state) => nextOf(state).filter((next) => !state.siblings.includes(next)));

    expect(lost).toEqual([]);
  });

  it('matches only errors that exist', () => {
    const unknown = states.flatMap(errorNamesOf).filter((name) => !ourErrors.includes(name) && !foreign.test(name));

    expect(unknown).toEqual([]);
  });

  it('ends in time, and so does each of its tasks', () => {
    expect(at(definition, 'TimeoutSeconds')).toBeGreaterThan(0);
    for (const { name, body } of states.filter(isTask))
      expect([name, at(body, 'TimeoutSeconds')]).toEqual([name, expect.any(Number)]);
  });

  it('hears every failure of every task', () => {
    const deaf = states.filter(isTask).filter((state) => catchAllOf(state).length === 0);

    expect(deaf.map(({ name }) => name)).toEqual([]);
  });
});

describe('a failure in respond', () => {
  const states = statesOf(definitionOf('respond'));
  const recorders = states.filter(closesCase).map(({ name }) => name);
  const publishing = states
    .filter((state) => functionTokenOf(state) === 'PublishCaseFunctionArn')
    .map(({ name }) => name);
  const outer = states.filter(({ scope }) => scope.length === 0);

  it('of a task or a branch reaches a state that records it and closes the case', () => {
    const failing = outer.filter(
      (state) => catchAllOf(state).length > 0 && !recorders.includes(state.name) && !publishing.includes(state.name),
    );
    const unrecorded = failing.filter((state) =>
      catchAllOf(state).some((target) => !recorders.some((name) => reachableFrom(outer, target).has(name))),
    );

    expect(failing.map(({ name }) => name)).toEqual(expect.arrayContaining(['PlanCase', 'GatherEvidence']));
    expect(unrecorded.map(({ name }) => name)).toEqual([]);
  });

  it('of publishing leads where success leads: the end of the execution does not depend on it', () => {
    const ends = (start: string) =>
      [...reachableFrom(outer, start)]
        .filter((name) => ['Done', 'CaseFailed', 'CaseNotRecorded'].includes(name))
        .toSorted();

    expect(publishing.map((name) => [name, ends(name)])).toEqual([
      ['PublishJoinedCase', ['Done']],
      ['PublishCase', ['Done']],
      ['RecordPublishFailure', ['Done']],
      ['PublishFailedCase', ['CaseFailed']],
      ['RecordFailedPublishing', ['CaseFailed']],
    ]);
  });

  it('of CloseCase itself reaches RecordFailure, and then the execution fails', () => {
    const closing = outer.find(({ name }) => name === 'CloseCase');

    expect(closing && [...new Set(catchAllOf(closing))]).toEqual(['RecordFailure']);
    expect([...reachableFrom(outer, 'RecordFailure')]).not.toContain('Done');
  });

  it('inside a branch stays there, so that the other branches go on', () => {
    const inner = states.filter((state) => state.scope.length > 0 && isTask(state));

    expect(inner.length).toBeGreaterThan(3);
    for (const state of inner) expect([state.name, catchAllOf(state).length]).toEqual([state.name, 1]);
  });
});

describe('the end of a failed case', () => {
  const states = statesOf(definitionOf('respond'));
  const outer = states.filter(({ scope }) => scope.length === 0);
  const endsOf = (start: string) =>
    [...reachableFrom(outer, start)].filter((name) => /^Case(Failed|NotRecorded)$/.test(name));

  it('is told by its event where a record was closed, and by its execution only where none was', () => {
    for (const recorder of outer.filter(({ name }) => name.startsWith('RecordFailure'))) {
      expect(endsOf(textOf(at(recorder.body, 'Next')))).toEqual(['CaseFailed']);
      expect(new Set(catchAllOf(recorder))).toEqual(new Set(['CaseNotRecorded']));
    }
  });

  it('is named for what it is: the notices go by that name', () => {
    const errors = states
      .filter(({ body }) => at(body, 'Type') === 'Fail')
      .map(({ name, body }) => [name, at(body, 'Error')]);

    expect(errors).toEqual([
      ['CaseFailed', 'CaseFailed'],
      ['CaseNotRecorded', 'CaseNotRecorded'],
    ]);
  });
});

describe('a sweep that fails', () => {
  it.each(['retire-flow-logs', 'close-lost-cases'] as const)(
    'ends %s as failed, so that people are told',
    (machine) => {
      const all = statesOf(definitionOf(machine));
      const states = all.filter(({ scope }) => scope.length === 0);
      const targets = states.filter(isTask).flatMap(catchAllOf);
      const ends = targets.flatMap((target) => [...reachableFrom(states, target)]);

      expect(states.filter(({ name, body }) => ends.includes(name) && at(body, 'Type') === 'Fail')).not.toEqual([]);
      expect(states.filter(({ name, body }) => ends.includes(name) && at(body, 'Type') === 'Succeed')).toEqual([]);
    },
  );
});
