import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ContractError } from '../../functions/lib/domain/errors.ts';
import { parseConfig, readConfig } from '../../infra/lib/config/config.ts';
import cases from '../cases/configurations.json' with { type: 'json' };
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Paths that a configuration is refused for; none where it is accepted. */
const refusedFor = (config: unknown): readonly string[] => {
  try {
    parseConfig(config);
    return [];
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const { problems } = error.details;
    if (!Array.isArray(problems)) throw new Error('the error lists no paths');
    for (const path of problems) expect(error.message).toContain(path);
    return problems;
  }
};

describe('a configuration', () => {
  it('may be empty: every member has a safe default', () => {
    const { name, policy } = parseConfig({});

    expect(name).toBe('flowtrap');
    expect(policy.triggers.minimumSeverity).toBe(7);
    expect(policy.evidence).toEqual({ retentionDays: 365, lockMode: 'GOVERNANCE' });
  });

  it.each(cases.map((row) => [row.what, row.config, row.refusedFor]))(
    'is judged by its members: %s',
    (_, config, paths) => {
      expect(refusedFor(config)).toEqual(paths);
    },
  );

  it('is refused with what would be allowed', () => {
    expect(() => parseConfig({ policy: { capture: { rounds: 0 } } })).toThrow(
      /policy\.capture\.rounds is .*from 1 to 20/,
    );
    expect(() => parseConfig({ policy: { accounts: { members: ['111122223333'] } } })).toThrow(
      /policy\.accounts\.externalId is missing, allowed: a value while/,
    );
  });

  it('is refused with everything at once: what does not fit, and what does not fit together', () => {
    const faulty = {
      nmae: 'x',
      policy: {
        capture: { rounds: 0, firewallOverrides: [{ firewallArn: 'edge' }] },
        triggers: { alarms: [{ name: 'egress', peers: ['198.51.100.7'] }], sources: ['guardduty', 'schedule'] },
        schedules: [{ name: 'nightly', expression: 'cron(0 2 * * ? *)' }],
      },
    };

    expect(refusedFor(faulty)).toEqual([
      'policy.capture.rounds',
      'policy.capture.firewallOverrides[0].firewallArn',
      'policy.schedules[0].subjects',
      'nmae',
      'policy.triggers.alarms',
    ]);
  });

  it('is not checked against accounts that are wrong themselves', () => {
    const firewallArns = ['arn:aws:network-firewall:eu-west-1:222233334444:firewall/edge'];
    const faulty = { account: '111122223333', firewallArns, policy: { accounts: { members: ['no account'] } } };

    expect(refusedFor(faulty)).toEqual(['policy.accounts.members[0]']);
  });

  it('is refused when its policy outgrows the parameter', () => {
    const excludeResources = Array.from({ length: 400 }, (_, index) => `i-${String(index).padStart(17, '0')}`);

    expect(refusedFor({ policy: { triggers: { excludeResources } } })).toEqual(['policy']);
  });
});

describe('a configuration file', () => {
  it('that we ship is accepted', () => {
    const path = fileURLToPath(new URL('../../flowtrap.config.json', import.meta.url));

    expect(readConfig(path).policy.capture.mode).toBe('respond');
  });

  it('that is not JSON is refused by name', () => {
    const path = join(temporaryFolder(), 'broken.json');
    writeFileSync(path, '{');

    expect(() => readConfig(path)).toThrow(/broken\.json is not JSON/);
  });
});
