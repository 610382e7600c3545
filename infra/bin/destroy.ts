import { spawnSync } from 'node:child_process';
import { makeApp } from '../lib/app.ts';
import { retainedOf } from '../lib/retained.ts';

const { app, flowtrap } = makeApp();
const { stackName, artifactId } = flowtrap.stateful;
const { queries } = flowtrap;
const kept = retainedOf(app.synth().getStackArtifact(artifactId).template);

const destroyed = ['Flowtrap/Stateless', ...(queries ? ['Flowtrap/Queries'] : [])];

process.stdout.write(
  [
    `Destroys ${flowtrap.stateless.stackName}: functions, state machines, triggers and alerts. Cases that run are stopped.`,
    ...(queries ? [`Destroys ${queries.stackName}: tables and saved queries.`] : []),
    `Keeps ${stackName}, which is protected against termination:`,
    ...kept.map(({ id, type, reason }) => `  ${type} ${id}: ${reason}`),
    'docs/deployment.md says how to remove that stack too; the resources above stay even then.',
    '',
  ].join('\n'),
);
process.exit(spawnSync('cdk', ['destroy', ...destroyed, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
