import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../infra/build/json-schemas.ts';
import { at, changed, entriesAt, listAt, type Path, textOf } from './support/json.ts';
import { fullConfig, templatesOf } from './support/synthesize.ts';

/** Everything but the parameter that holds the policy: that one changes with every member. */
const withoutParameter = (config: unknown): string => {
  const { stateful, stateless, member } = templatesOf(config);
  const resources = entriesAt(stateful.toJSON(), 'Resources').filter(
    ([, body]) => at(body, 'Type') !== 'AWS::SSM::Parameter',
  );
  return textOf([resources, stateless.toJSON(), member?.toJSON()]);
};

const policy = (...path: Path): Path => ['policy', ...path];

/** Members that shape resources, with another value for each. */
const shaping: readonly (readonly [Path, unknown])[] = [
  [['name'], 'another'],
  [['account'], '999988887777'],
  [['region'], 'eu-central-1'],
  [['notifyEmails'], []],
  [['firewallArns'], ['arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge']],
  [policy('triggers', 'sources'), ['guardduty', 'cloudwatch-alarm', 'schedule']],
  [policy('triggers', 'minimumSeverity'), 4],
  [policy('triggers', 'alarms', 0, 'name'), 'other-*'],
  [policy('triggers', 'alarms', 0, 'retireFlowLogsOnOk'), true],
  [policy('schedules', 0, 'name'), 'other'],
  [policy('schedules', 0, 'expression'), 'rate(2 hours)'],
  [policy('schedules', 0, 'subjects'), ['eni-0b']],
  [policy('schedules', 0, 'peers'), ['198.51.100.7/32']],
  [policy('schedules', 0, 'ports'), [443]],
  [policy('schedules', 0, 'protocols'), [17]],
  [policy('accounts', 'members'), ['222233334444', '333344445555']],
  [policy('accounts', 'regions'), ['eu-west-1']],
  [policy('accounts', 'roleName'), 'other-role'],
  [policy('accounts', 'externalId'), 'other-secret'],
  [policy('evidence', 'retentionDays'), 30],
  [policy('evidence', 'lockMode'), 'GOVERNANCE'],
];

describe('a member of the configuration that shapes resources', () => {
  const before = withoutParameter(fullConfig);

  it.each(shaping.map(([path, to]) => [path.join('.'), path, to]))(
    '%s changes more than the policy parameter',
    (_, path, to) => {
      expect(withoutParameter(changed(fullConfig, path, to))).not.toBe(before);
    },
  );
});

/** Names of the members that hold values, at any depth. */
const leavesOf = (schema: unknown): readonly string[] => {
  const inner = [...listAt(schema, 'items'), ...listAt(schema, 'anyOf'), ...listAt(schema, 'oneOf')].flatMap(leavesOf);
  const own = entriesAt(schema, 'properties').flatMap(([name, body]) => {
    const below = leavesOf(body);
    return below.length > 0 ? below : [name];
  });
  return [...own, ...inner];
};

describe('every member of the policy', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const sources = globSync(['functions/**/*.ts', 'infra/lib/**/*.ts'], { cwd: root })
    .filter((file) => !file.startsWith('functions/lib/policy/'))
    .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
    .join('\n');
  const leaves = [...new Set(leavesOf(JSON.parse(jsonSchemas()['policy.schema.json'] ?? '{}')))];

  it.each(leaves.filter((leaf) => leaf !== 'version').map((leaf) => [leaf]))('%s is read by some code', (leaf) => {
    expect(new RegExp(`\\b${leaf}\\b`).test(sources)).toBe(true);
  });
});
