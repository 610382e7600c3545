import { describe, expect, it } from 'vitest';
import { changed } from './support/json.ts';
import { mutantsOf } from './support/mutants.ts';
import { rules } from './support/rules.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';
import { ofType } from './support/template.ts';

const synthesized = templatesOf(fullConfig);
const all: Readonly<Record<'stateful' | 'stateless' | 'member', unknown>> = {
  stateful: synthesized.stateful.toJSON(),
  stateless: synthesized.stateless.toJSON(),
  member: synthesized.member?.toJSON(),
};

describe.each(Object.entries(rules))('%s', (_, rule) => {
  it.each(Object.entries(all))('holds in the %s template', (_name, template) => {
    expect(rule(template)).toEqual([]);
  });
});

const mutants = mutantsOf(all.stateless);

describe('a broken template', () => {
  it.each(mutants.map((mutant) => [mutant.rule, mutant.path.join('.'), mutant]))(
    'is noticed by %s: %s',
    (_, _path, mutant) => {
      const [victim] = ofType(all[mutant.in], mutant.type).filter(({ id }) =>
        id.toLowerCase().startsWith(mutant.id.toLowerCase()),
      );
      const broken = changed(all[mutant.in], ['Resources', victim?.id ?? 'none', ...mutant.path], mutant.to);

      expect(rules[mutant.rule](broken)).not.toEqual([]);
    },
  );

  it('is made for every rule', () => {
    expect([...new Set(mutants.map(({ rule }) => rule))].toSorted()).toEqual(Object.keys(rules).toSorted());
  });
});
