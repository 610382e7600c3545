import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { FlowtrapError } from '../../functions/lib/domain/errors.ts';
import { readConfig } from '../lib/config/config.ts';
import { Flowtrap } from '../lib/flowtrap.ts';
import { MemberStack } from '../lib/member-stack.ts';

const configPath = process.env.FLOWTRAP_CONFIG ?? fileURLToPath(new URL('../../flowtrap.config.json', import.meta.url));

const loadConfig = () => {
  try {
    return readConfig(configPath);
  } catch (error) {
    if (!(error instanceof FlowtrapError)) throw error;
    process.stderr.write(`${configPath}\n${error.message.split('; ').join('\n')}\n`);
    process.exit(1);
  }
};

const config = loadConfig();
const app = new App();
new Flowtrap(app, 'Flowtrap', { config });
if (config.policy.accounts.members.length > 0)
  new MemberStack(app, 'Member', {
    config,
    stackName: `${config.name}-member`,
    description: 'Flowtrap: the role of a member account.',
  });
app.synth();
