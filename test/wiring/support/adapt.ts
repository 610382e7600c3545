import { at, changed, entriesAt, textOf } from '../../infra/support/json.ts';

/** What the emulator's CloudFormation refuses. Template tests cover these. */
const refused = new Set(['AWS::Logs::MetricFilter']);

/** Only the CDK's own deployment needs them: a version check against a bootstrap stack, which is not always here. */
const bootstrap = [['Parameters', 'BootstrapVersion'], ['Rules']] as const;

export interface Adapted {
  readonly template: unknown;
  /** Every change, for people. */
  readonly notes: readonly string[];
}

/** The template as the emulator takes it.
 * @param options.bootstrapped whether the CDK's bootstrap stack is there
 * @throws Error when something that stays refers to something that goes: then the proof would prove another template */
export const adapt = (template: unknown, options: { readonly bootstrapped: boolean }): Adapted => {
  const goes = entriesAt(template, 'Resources').filter(([, body]) => refused.has(textOf(at(body, 'Type'))));
  const withoutResources = goes.reduce((left, [id]) => changed(left, ['Resources', id], undefined), template);
  const left = options.bootstrapped ? [] : bootstrap;
  const present = left.filter((path) => at(withoutResources, ...path) !== undefined);
  const adapted = present.reduce((left, path) => changed(left, path, undefined), withoutResources);
  for (const [id] of goes)
    if (textOf(adapted).includes(`"${id}"`)) throw new Error(`${id} is referred to and cannot be left out`);
  return {
    template: adapted,
    notes: [
      ...goes.map(([id, body]) => `left out ${textOf(at(body, 'Type'))} ${id}`),
      ...present.map((path) => `left out ${path.join('.')}`),
    ],
  };
};
