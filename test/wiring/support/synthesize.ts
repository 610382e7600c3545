import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './command.ts';
import { home, suspect } from './world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The shipped defaults, with rounds of seconds instead of minutes, and a watch as frequent as the Scheduler allows. Without
 * queries: the emulator has neither Glue nor Athena in its CloudFormation. Template tests cover them. */
const config = {
  ...home,
  queries: { enabled: false },
  policy: {
    capture: { minimumFlowAgeSeconds: 1, roundIntervalSeconds: 3, pollSeconds: 1 },
    schedules: [{ name: 'wiring', expression: 'rate(1 minute)', subjects: [suspect], ports: [443], protocols: [6] }],
  },
};

/** Builds the functions and synthesizes the app, as `npm run synth` does. @returns the folder of the assembly */
export const synthesize = async (folder: string, signal: AbortSignal): Promise<string> => {
  const assembly = join(folder, 'cdk.out');
  const file = join(folder, 'flowtrap.config.json');
  writeFileSync(file, JSON.stringify(config));
  await mustRun('npm', ['run', '--silent', 'synth', '--', '--output', assembly], {
    cwd: root,
    env: { ...process.env, FLOWTRAP_CONFIG: file, CDK_DISABLE_NOTICES: '1' },
    signal,
  });
  return assembly;
};
