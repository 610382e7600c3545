import * as z from 'zod/mini';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import { expect } from '../support/claims.ts';
import type { Front } from './support/emulator-front.ts';
import { outputsOn, type Place, stacksOn } from './support/guide-place.ts';
import { caseIdsIn, eventually, executionsOf } from './support/observe.ts';
import { home } from './support/world.ts';

/** Every case that was started: by the AWS CLI, by `flowtrap capture` and by `flowtrap redrive`. */
export const casesClosed = async (place: Place, front: Front): Promise<string> => {
  const outputs = await outputsOn(place.clients);
  const [table = '', machine = ''] = [outputs.get('TableName'), outputs.get('RespondArn')];
  const ended = await eventually('end of three executions', 60, async () => {
    const found = await executionsOf(place.clients, machine);
    return found.length === 3 && found.every(({ status }) => status !== 'RUNNING') ? found : undefined;
  });
  const failures = ended.filter(({ status }) => status !== 'SUCCEEDED').map(({ output }) => output);
  expect(failures.length === 0, failures.join('; '));
  const credentials = { accessKeyId: home.account, secretAccessKey: 'simulated' };
  const clientConfig = () => ({ region: home.region, endpoint: front.endpoint, credentials });
  const store = caseStore(dynamoRecordTable({ env: {}, clock: { nowMs: Date.now }, clientConfig }, table));
  const cases = await Promise.all((await caseIdsIn(place.clients, table)).map((id) => store.getCase(id)));
  const told = cases.map(({ status, grade }) => `${status} ${grade}`);
  expect(told.length === 3 && told.every((one) => one === 'CLOSED COMPLETE'), told.join(', '));
  return `${told.length} cases, each ${told[0]}`;
};

const verdictsSchema = z.object({
  findings: z.array(z.object({ check: z.string(), outcome: z.string(), subject: z.string(), detail: z.string() })),
});

/** What `flowtrap doctor` finds that is not as it should be, and how many things it looked at. */
const diagnose = async ({ terminal }: Place) => {
  const { output } = await terminal.type('npm run -s flowtrap -- doctor --json || true');
  const { findings } = verdictsSchema.parse(JSON.parse(output));
  const told = findings
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ check, outcome, subject, detail }) => `${check} ${outcome}: ${subject} ${detail}`);
  return { told, looked: findings.length };
};

/** After the cases, their flow logs are on, and nothing else is in the way of anything. */
export const doctorOnDeployment = async (place: Place): Promise<string> => {
  const { told, looked } = await diagnose(place);
  expect(told.length === 1 && /^leases warning: .*flow logs of ours are on/.test(told.join()), told.join('\n'));
  return `${looked - 1} things are ok, and ${told.join()}`;
};

/** Once the stateless stack is gone, `flowtrap doctor` says so. */
export const doctorAfterwards = async (place: Place): Promise<string> => {
  const { told } = await diagnose(place);
  const failures = told.filter((one) => one.includes(' failed: '));
  const lost = /^stacks failed: flowtrap-stateless cannot be read: .*does not exist/;
  expect(
    failures.some((one) => lost.test(one)),
    told.join('\n'),
  );
  return `${failures.length} things failed, the first: ${failures[0]}`;
};

/** What `npm run destroy` says it does. */
export const destroyed = async ({ clients }: Place): Promise<string> => {
  const stacks = await stacksOn(clients);
  const left = [...stacks.keys()].filter((name) => name.startsWith('flowtrap-'));
  expect(left.join() === 'flowtrap-stateful', `left: ${left.join(', ')}`);
  return 'flowtrap-stateless is gone, flowtrap-stateful stays';
};
