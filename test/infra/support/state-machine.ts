import { at, entriesAt, listAt, textsAt } from './json.ts';

/** A state with where it stands: `scope` is the chain of states that contain it. */
export interface State {
  readonly name: string;
  readonly body: unknown;
  readonly scope: readonly string[];
  /** Names of the states that stand beside it. */
  readonly siblings: readonly string[];
  readonly startAt: unknown;
}

const nestedMachines = (state: unknown): readonly unknown[] => [
  ...listAt(state, 'Branches'),
  ...listAt(state, 'ItemProcessor'),
];

/** Every state of a definition, nested ones too. */
export const statesOf = (machine: unknown, scope: readonly string[] = []): readonly State[] => {
  const entries = entriesAt(machine, 'States');
  const siblings = entries.map(([name]) => name);
  return entries.flatMap(([name, body]) => [
    { name, body, scope, siblings, startAt: at(machine, 'StartAt') },
    ...nestedMachines(body).flatMap((nested) => statesOf(nested, [...scope, name])),
  ]);
};

/** Where a state may go next, failures included. */
export const nextOf = ({ body }: State): readonly string[] => [
  ...textsAt(body, 'Next'),
  ...textsAt(body, 'Default'),
  ...listAt(body, 'Choices').flatMap((choice) => textsAt(choice, 'Next')),
  ...listAt(body, 'Catch').flatMap((caught) => textsAt(caught, 'Next')),
];

/** Names that can be reached from `start`, itself included, without leaving its scope. */
export const reachableFrom = (states: readonly State[], start: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const state of states) if (state.name === name) for (const next of nextOf(state)) visit(next);
  };
  visit(start);
  return seen;
};

export const functionTokenOf = ({ body }: State): string | undefined =>
  /^\$\{(\w+)\}$/.exec(textsAt(body, 'Parameters', 'FunctionName')[0] ?? '')?.[1];

/** Targets of the Catch that takes every error. */
export const catchAllOf = ({ body }: State): readonly string[] =>
  listAt(body, 'Catch').flatMap((caught) =>
    textsAt(caught, 'ErrorEquals').includes('States.ALL') ? textsAt(caught, 'Next') : [],
  );

export const errorNamesOf = ({ body }: State): readonly string[] =>
  [...listAt(body, 'Retry'), ...listAt(body, 'Catch')].flatMap((handler) => textsAt(handler, 'ErrorEquals'));
