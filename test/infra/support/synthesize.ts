import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkSettings from '../../../cdk.json' with { type: 'json' };
import { parseConfig } from '../../../infra/lib/config/config.ts';
import { Flowtrap } from '../../../infra/lib/flowtrap.ts';
import { MemberStack } from '../../../infra/lib/member-stack.ts';
import { steps } from '../../../infra/lib/names.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A configuration that makes every kind of resource. */
export const fullConfig = {
  account: '111122223333',
  region: 'eu-west-1',
  notifyEmails: ['soc@example.com'],
  policy: {
    triggers: { alarms: [{ name: 'egress-*' }, { name: 'exact', retireFlowLogsOnOk: true }] },
    schedules: [{ name: 'database', expression: 'rate(1 hour)', subjects: ['eni-0a'] }],
    accounts: { members: ['222233334444'], externalId: 'shared-secret', regions: ['eu-west-1', 'eu-central-1'] },
    evidence: { retentionDays: 400, lockMode: 'COMPLIANCE' },
  },
};

/** Bundles that only have the right names: a template does not depend on what is in them. */
export const placeholderBundles = (): string => {
  const directory = temporaryFolder();
  for (const step of steps) {
    mkdirSync(join(directory, step));
    writeFileSync(join(directory, step, 'index.js'), `// ${step}`);
  }
  return directory;
};

/** The app as `infra/bin/app.ts` makes it, before synthesis. */
export const appOf = (config: unknown) => {
  const parsed = parseConfig(config);
  const app = new App({ context: cdkSettings.context, outdir: temporaryFolder() });
  const flowtrap = new Flowtrap(app, 'Flowtrap', { config: parsed, bundleDirectory: placeholderBundles() });
  const member =
    parsed.policy.accounts.members.length > 0 ? new MemberStack(app, 'Member', { config: parsed }) : undefined;
  return { app, flowtrap, member };
};

/** The templates of a configuration, as CloudFormation would get them. */
export const templatesOf = (config: unknown) => {
  const { flowtrap, member } = appOf(config);
  return {
    stateful: Template.fromStack(flowtrap.stateful),
    stateless: Template.fromStack(flowtrap.stateless),
    queries: flowtrap.queries && Template.fromStack(flowtrap.queries),
    member: member && Template.fromStack(member),
  };
};
