import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { FlowtrapError } from '../../functions/lib/domain/errors.ts';
import { type Config, readConfig } from './config/config.ts';
import { Flowtrap } from './flowtrap.ts';
import { MemberStack } from './member-stack.ts';

const configPath = (): string =>
  process.env.FLOWTRAP_CONFIG ?? fileURLToPath(new URL('../../flowtrap.config.json', import.meta.url));

/** Nothing is made from a configuration with a fault: each is printed on a line of its own, and the process ends. */
const configOrExit = (path: string): Config => {
  try {
    return readConfig(path);
  } catch (error) {
    if (!(error instanceof FlowtrapError)) throw error;
    process.stderr.write(
      `${path}\n  ${error.message
        .replace(/^configuration: /, '')
        .split('; ')
        .join('\n  ')}\n`,
    );
    process.exit(1);
  }
};

/** The app of `flowtrap.config.json`, or of the file that FLOWTRAP_CONFIG names. */
export const makeApp = () => {
  const config = configOrExit(configPath());
  const app = new App();
  const flowtrap = new Flowtrap(app, 'Flowtrap', { config });
  if (config.policy.accounts.members.length > 0)
    new MemberStack(app, 'Member', {
      config,
      stackName: `${config.name}-member`,
      description: 'Flowtrap: the role of a member account.',
    });
  return { app, flowtrap };
};
