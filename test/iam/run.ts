import { steps } from '../../infra/lib/names.ts';
import { claims, expect } from '../support/claims.ts';
import { isAllowed } from './evaluate.ts';
import { isGranted } from './granted.ts';
import { type Asked, kindOf, matrixOf, services } from './matrix.ts';
import { mutantsOf } from './mutants.ts';
import { type Deployment, deploymentOf, hub, templatesFor } from './policies.ts';
import { probes } from './probes.ts';
import { type Caller, type RecordedCall, recordCalls } from './record-calls.ts';
import { requestsOf } from './requests.ts';
import { resolverOf } from './resolve.ts';
import { accounts } from './scenario.ts';
import { firehoseStream } from './scenarios.ts';

const callers: readonly Caller[] = [...steps, 'member'];

/** With members, and confined to one Region. */
const withMembers = { policy: { accounts: { ...accounts, regions: [hub.region] } } };

/** A delivery stream works for the hub alone. */
const withStream = {
  policy: { flowLogs: { destination: { type: 'kinesis-data-firehose', deliveryStreamArn: firehoseStream } } },
};
const STREAM_SCENARIO = 'flow logs to a stream';

const distinct = (calls: readonly RecordedCall[], deployment: Deployment): readonly Asked[] => {
  const found = calls.flatMap((recorded) =>
    requestsOf(recorded, deployment).map((request) => ({ caller: recorded.caller, request })),
  );
  return [...new Map(found.map((asked) => [JSON.stringify(asked), asked])).values()];
};

const shown = ({ caller, request: { action, resource, context } }: Asked): string =>
  `${caller}: ${action} on ${resource} with ${JSON.stringify(context)}`;

const throws = async (judge: () => unknown): Promise<boolean> => {
  try {
    await judge();
    return false;
  } catch {
    return true;
  }
};

/** What would make a verdict worthless, were it passed over. */
const unjudgeable = (deployment: Deployment): readonly (() => unknown)[] => {
  const { arns } = deployment;
  const { resolve } = resolverOf({ ...hub, template: {}, chosen: {}, imports: {} });
  const ask = (action: string, resource: string, context: Record<string, string>) => () =>
    isAllowed(deployment, 'plan-case', { action, resource, account: hub.account, context });
  return [
    () => resolve({ 'Fn::Sub': 'anything' }),
    () => resolve({ Ref: 'Nothing' }),
    () => resolve({ 'Fn::ImportValue': 'nothing' }),
    ask('dynamodb:TakeItem', arns.table, {}),
    ask('dynamodb:GetItem', arns.evidence, {}),
    ask('dynamodb:GetItem', arns.table, { 's3:if-none-match': '*' }),
  ];
};

/** Those whose verdict is not the one wanted. */
const against = async (
  deployment: Deployment,
  asked: readonly Asked[],
  wanted: boolean,
): Promise<readonly string[]> => {
  const wrong: string[] = [];
  for (const one of asked)
    if ((await isAllowed(deployment, one.caller, one.request)) !== wanted) wrong.push(shown(one));
  return wrong;
};

const unneeded = async (deployment: Deployment, caller: Caller, recorded: readonly Asked[]) => {
  const used = new Set(recorded.map((one) => `${one.caller} ${one.request.action} ${kindOf(one.request.resource)}`));
  const { actions, cells, allowed } = await matrixOf(deployment, caller, recorded);
  const found = allowed.filter((cell) => !used.has(cell) && !isGranted(caller, cell.slice(caller.length + 1)));
  return { actions, cells, denied: cells - allowed.length, found };
};

const run = async (): Promise<number> => {
  const { claim, failed, summary } = claims('iam', (text) => process.stdout.write(text));
  const calls = await recordCalls();
  const templates = templatesFor(withMembers);
  const deployment = deploymentOf(templates);
  const main = distinct(
    calls.filter(({ scenario }) => scenario !== STREAM_SCENARIO),
    deployment,
  );
  const stream = deploymentOf(templatesFor(withStream));
  const streaming = distinct(
    calls.filter(({ scenario }) => scenario === STREAM_SCENARIO),
    stream,
  );
  await claim('every call that the handlers made is allowed', async () => {
    const refused = [...(await against(deployment, main, true)), ...(await against(stream, streaming, true))];
    expect(refused.length === 0, `${refused.length} refused:\n  ${refused.join('\n  ')}`);
    const count = main.length + streaming.length;
    return `${calls.length} calls of ${callers.length} roles, ${count} different requests, ${count} allowed`;
  });
  await claim('nothing else is allowed on our resources', async () => {
    const checked: Awaited<ReturnType<typeof unneeded>>[] = [];
    for (const caller of callers) checked.push(await unneeded(deployment, caller, main));
    const found = checked.flatMap((one) => one.found);
    expect(found.length === 0, `${found.length} allowed:\n  ${found.join('\n  ')}`);
    const sum = (of: (one: (typeof checked)[number]) => number) => checked.reduce((total, one) => total + of(one), 0);
    return `${checked[0]?.actions} actions of ${services.length} services, ${sum(({ cells }) => cells)} pairs of action and resource, ${sum(({ denied }) => denied)} denied`;
  });
  await claim('what is allowed is refused without its conditions', async () => {
    const asked = probes(deployment);
    const allowed = await against(deployment, asked, false);
    expect(allowed.length === 0, `${allowed.length} allowed:\n  ${allowed.join('\n  ')}`);
    return `${asked.length} requests, ${asked.length} refused`;
  });
  await claim('each broken policy changes a verdict', async () => {
    const mutants = mutantsOf(templates);
    const alive: string[] = [];
    for (const { what, caller, templates: broken } of mutants) {
      const mutated = deploymentOf(broken);
      const of = (asked: readonly Asked[]) => asked.filter((one) => one.caller === caller);
      const changes =
        (await against(mutated, of(main), true)).length +
        (await against(mutated, of(probes(mutated)), false)).length +
        (caller === 'administrator' ? 0 : (await unneeded(mutated, caller, main)).found.length);
      if (changes === 0) alive.push(what);
    }
    expect(alive.length === 0, `unnoticed: ${alive.join('; ')}`);
    return `${mutants.length} mutants, ${mutants.length} noticed`;
  });
  await claim('what cannot be judged is no verdict', async () => {
    const cases = unjudgeable(deployment);
    const passedOver = await Promise.all(cases.map(async (judge) => !(await throws(judge))));
    expect(!passedOver.includes(true), `passed over: number ${passedOver.indexOf(true) + 1} of ${cases.length}`);
    return `${cases.length} of ${cases.length} unknown intrinsics, references, actions, resources and conditions throw`;
  });
  process.stdout.write(`${summary()}\n`);
  return failed() === 0 ? 0 : 1;
};

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.exitCode = await run();
