import { join } from 'node:path';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { dynamoRecordTable } from '../../functions/lib/adapters/dynamo-record-table.ts';
import { caseStore } from '../../functions/lib/records/case-store.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { type claims, expect } from '../support/claims.ts';
import { flowtrapProcess } from '../support/flowtrap-process.ts';
import type { Clients } from './support/clients.ts';
import { commandLine } from './support/command-line.ts';
import type { Deployment } from './support/deploy.ts';
import { caseIdsIn, eventually, executionsOf, type SeenExecution } from './support/observe.ts';
import { findingOf, home, suspect } from './support/world.ts';

export interface ProofOptions {
  readonly clients: Clients;
  readonly deployment: Deployment;
  readonly simulator: Simulator;
  readonly endpoint: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly claim: ReturnType<typeof claims>['claim'];
}

/** The longest from an event on the bus to a closed case, seconds. */
const CASE_SECONDS = 30;

/** The very process that a person starts, with the stack's outputs in the environment and nothing else. */
const personOn = ({ deployment, simulator, endpoint, folder }: ProofOptions) => {
  const { TableName, EvidenceBucketName, RespondArn, DeadLettersUrl } = deployment.outputs;
  const simulated = simulator.endpoint('ec2');
  return flowtrapProcess(
    {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_EC2: simulated,
      AWS_ENDPOINT_URL_NETWORK_FIREWALL: simulated,
      AWS_REGION: home.region,
      AWS_ACCESS_KEY_ID: home.account,
      AWS_SECRET_ACCESS_KEY: 'simulated',
      FLOWTRAP_TABLE: TableName,
      FLOWTRAP_BUCKET: EvidenceBucketName,
      FLOWTRAP_RESPOND_ARN: RespondArn,
      FLOWTRAP_DEAD_LETTERS_URL: DeadLettersUrl,
    },
    folder,
  );
};

const filesSchema = z.object({ files: z.array(z.unknown()) });

const setUp = (options: ProofOptions) => {
  const { clients, deployment, simulator, endpoint, signal } = options;
  const { RespondArn = '', RetireFlowLogsArn = '', TableName = '' } = deployment.outputs;
  const credentials = { accessKeyId: home.account, secretAccessKey: 'simulated' };
  const clientConfig = () => ({ region: home.region, endpoint, credentials });
  const host = { env: {}, clock: { nowMs: Date.now }, clientConfig };
  const executions = () => executionsOf(clients, RespondArn);
  const ended = (what: string, seconds: number, which: (execution: SeenExecution) => boolean) =>
    eventually(what, seconds, async () =>
      (await executions()).find((execution) => execution.status !== 'RUNNING' && which(execution)),
    );
  return {
    RespondArn,
    RetireFlowLogsArn,
    closeLostCasesArn: deployment.outputs.CloseLostCasesArn ?? '',
    deadLetters: deployment.outputs.DeadLettersUrl ?? '',
    cases: caseStore(dynamoRecordTable(host, TableName)),
    caseIds: () => caseIdsIn(clients, TableName),
    executions,
    ended,
    person: personOn(options),
    flowtrap: commandLine(clients, deployment, signal),
    captures: () => simulator.operations.length,
    put: async (...events: readonly ReturnType<typeof findingOf>[]) => {
      const Entries = events.map(({ source, detail, ...event }) => ({
        Source: source,
        DetailType: event['detail-type'],
        Detail: JSON.stringify(detail),
      }));
      await clients.events.send(new PutEventsCommand({ Entries }));
    },
  };
};

type Setting = ReturnType<typeof setUp>;

const eventBecomesCase = (options: ProofOptions, setting: Setting) => async (): Promise<string> => {
  const { cases, put, caseIds, ended, person, captures } = setting;
  const begunMs = Date.now();
  await put(findingOf(8));
  const execution = await ended('ended execution', 2 * CASE_SECONDS, () => true);
  const seconds = (Date.now() - begunMs) / 1_000;
  expect(execution.status === 'SUCCEEDED', `the execution ${execution.status}: ${execution.output}`);
  expect(seconds < CASE_SECONDS, `it took ${seconds} s`);
  const [caseId = '', ...others] = await caseIds();
  expect(others.length === 0 && caseId !== '', `${others.length + 1} cases`);
  const record = await cases.getCase(caseId);
  expect(
    record.status === 'CLOSED' && record.grade === 'COMPLETE',
    `${record.status} ${record.grade}: ${record.gradeReason}`,
  );
  const rounds = await cases.listCaptures(caseId);
  expect(captures() === rounds.length && rounds.length === 2, `${captures()} captures, ${rounds.length} rounds`);
  const folder = join(options.folder, 'evidence');
  const exported = await person('export', caseId, folder, '--json');
  expect(exported.code === 0, exported.out + exported.err);
  const { files } = filesSchema.parse(JSON.parse(exported.out));
  const verified = await person('verify', folder);
  expect(verified.code === 0, verified.out + verified.err);
  const flows = rounds.map(({ collection }) => collection?.flowCount ?? 0);
  expect(Math.min(...flows) > 0, `flows in the rounds: ${flows}`);
  const created = options.simulator.flowLogs().length;
  return `${record.grade} after ${seconds.toFixed(1)} s, ${rounds.length} captures, ${flows.join(' and ')} flows, ${created} flow logs, ${files.length} evidence objects that verify`;
};

const repeatsAndMildOnes = (_: ProofOptions, setting: Setting) => async (): Promise<string> => {
  const { put, executions, ended, caseIds, captures } = setting;
  const before = { executions: await executions(), cases: await caseIds(), captures: captures() };
  expect(before.executions.length === 1, `our own Case Closed event started ${before.executions.length - 1} more`);
  // The repeat comes last: once it has ended, the mild one would have started as well.
  await put(findingOf(4, 'a'.repeat(32)), findingOf(8));
  const known = new Set(before.executions.map(({ arn }) => arn));
  const repeat = await ended('ended repeat', CASE_SECONDS, ({ arn }) => !known.has(arn));
  expect(repeat.status === 'SUCCEEDED', `the repeat ${repeat.status}`);
  const after = { executions: await executions(), cases: await caseIds(), captures: captures() };
  expect(after.executions.length === 2, `${after.executions.length} executions`);
  expect(after.cases.length === 1, `${after.cases.length} cases`);
  expect(after.captures === before.captures, `${after.captures - before.captures} captures more`);
  return '3 events, 2 executions, 1 case, 0 captures more';
};

const manualExecution =
  (_: ProofOptions, { flowtrap, caseIds, executions }: Setting) =>
  async (): Promise<string> => {
    const before = { cases: await caseIds(), executions: await executions() };
    const request = ['capture', '--subject', suspect, '--peer', '10.0.2.20', '--reason', 'wiring'] as const;
    const first = await flowtrap(...request);
    expect(first.code === 0, first.text);
    const second = await flowtrap(...request);
    expect(second.code === 0 && second.text.includes('started before'), second.text);
    const after = { cases: await caseIds(), executions: await executions() };
    expect(after.executions.length === before.executions.length + 1, `${after.executions.length} executions`);
    expect(after.cases.length === before.cases.length + 1, `${after.cases.length} cases`);
    return `asked twice, 1 execution, 1 case, ${/grade +(\S+)/.exec(first.text)?.[1]} after ${/after (\d+) s/.exec(first.text)?.[1]} s`;
  };

const redriven =
  ({ clients }: ProofOptions, setting: Setting) =>
  async (): Promise<string> => {
    const { deadLetters, flowtrap, caseIds, ended } = setting;
    const before = await caseIds();
    const body = JSON.stringify(findingOf(8, 'b'.repeat(32)));
    const left = () => clients.sqs.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: body }));
    await left();
    const first = await flowtrap('redrive');
    expect(first.code === 0 && first.text.includes('1 started and deleted'), first.text);
    const execution = await ended('ended redrive', CASE_SECONDS, ({ arn }) => arn.includes(':redrive-'));
    expect(execution.status === 'SUCCEEDED', `the execution ${execution.status}: ${execution.output}`);
    await left();
    const second = await flowtrap('redrive');
    expect(second.code === 0 && second.text.includes('was started before'), second.text);
    const third = await flowtrap('redrive');
    expect(third.text.startsWith('0 dead letters'), third.text);
    const after = await caseIds();
    expect(after.length === before.length + 1, `${after.length - before.length} cases more`);
    return 'the same letter twice, 1 execution, 1 case, an empty queue';
  };

const scheduleFires =
  (_: ProofOptions, { ended, cases }: Setting) =>
  async (): Promise<string> => {
    const isWatch = ({ input }: SeenExecution) => input.includes('"source":"schedule"') && input.includes('"wiring"');
    const execution = await ended('ended watch', 120, isWatch);
    expect(execution.status === 'SUCCEEDED', `the execution ${execution.status}: ${execution.output}`);
    const caseId = /c-[0-9a-f]{40}/.exec(execution.output)?.[0] ?? '';
    const record = await cases.getCase(caseId);
    expect(record.status === 'CLOSED', `its case is ${record.status}`);
    return `its case closed ${record.grade}`;
  };

const upkeepRuns =
  ({ clients }: ProofOptions, { RetireFlowLogsArn }: Setting) =>
  async (): Promise<string> => {
    await clients.sfn.send(new StartExecutionCommand({ stateMachineArn: RetireFlowLogsArn, input: '{}' }));
    const execution = await eventually('ended upkeep', CASE_SECONDS, async () =>
      (await executionsOf(clients, RetireFlowLogsArn)).find(({ status }) => status !== 'RUNNING'),
    );
    expect(execution.status === 'SUCCEEDED', `the execution ${execution.status}: ${execution.output}`);
    return 'SUCCEEDED';
  };

/** Every command that reads a case, on the one that the finding opened. */
const readByPeople =
  ({ folder }: ProofOptions, { caseIds, cases, person }: Setting) =>
  async (): Promise<string> => {
    const [caseId = ''] = await caseIds();
    const { grade } = await cases.getCase(caseId);
    const did = async (args: readonly string[], shows: string): Promise<string> => {
      const { code, out, err } = await person(...args);
      expect(code === 0 && out.includes(shows), `flowtrap ${args.join(' ')} ended with ${code}: ${out}${err}`);
      return args[0] ?? '';
    };
    const exported = join(folder, 'exported');
    const done = [
      await did(['cases', '--interface', suspect, '--grade', grade ?? '', '--since', '1h'], caseId),
      await did(['show', caseId], `Case ${caseId}`),
      await did(['flows', caseId, '--output', 'csv'], ','),
      await did(['follow', caseId, '--json'], '"type":"closed"'),
      await did(['export', caseId, exported], 'the package holds'),
      await did(['verify', exported], 'The package holds'),
      await did(['report', exported], 'report.html'),
      await did(['extend', caseId, '--hours', '48'], 'extended'),
    ];
    return `${done.join(', ')} on case ${caseId}, ${grade}`;
  };

/** An execution is stopped while it waits for its results; the case is closed without it. */
const lostCaseCloses =
  ({ clients }: ProofOptions, { put, executions, caseIds, cases, closeLostCasesArn }: Setting) =>
  async (): Promise<string> => {
    const before = await caseIds();
    await put(findingOf(8, 'd'.repeat(32)));
    const caseId = await eventually('open case', CASE_SECONDS, async () =>
      (await caseIds()).find((id) => !before.includes(id)),
    );
    const { executionArn } = await cases.getCase(caseId);
    await clients.sfn.send(new StopExecutionCommand({ executionArn }));
    const stopped = (await executions()).find(({ arn }) => arn === executionArn);
    expect(stopped?.status === 'ABORTED', `the execution is ${stopped?.status}`);
    const input = JSON.stringify({ caseId });
    const search = await clients.sfn.send(new StartExecutionCommand({ stateMachineArn: closeLostCasesArn, input }));
    const ended = await eventually('ended search', CASE_SECONDS, async () =>
      (await executionsOf(clients, closeLostCasesArn)).find(
        ({ arn, status }) => arn === search.executionArn && status !== 'RUNNING',
      ),
    );
    expect(ended.status === 'SUCCEEDED', `the search ${ended.status}: ${ended.output}`);
    const record = await cases.getCase(caseId);
    expect(record.status === 'CLOSED', `the case is ${record.status}`);
    return `closed ${record.grade} after its execution was stopped`;
  };

/** Everything that the deployment must do. */
export const prove = async (options: ProofOptions): Promise<void> => {
  const setting = setUp(options);
  const { claim } = options;
  await claim('a finding on the bus becomes a closed case', eventBecomesCase(options, setting));
  await claim('mild findings, repeats and our own events start nothing new', repeatsAndMildOnes(options, setting));
  await claim('flowtrap capture starts one case, however often', manualExecution(options, setting));
  await claim('flowtrap redrive makes one case of a dead letter', redriven(options, setting));
  await claim('the flowtrap process reads the case and keeps its flow logs', readByPeople(options, setting));
  await claim('the upkeep machine runs', upkeepRuns(options, setting));
  await claim('a case whose execution was stopped is closed', lostCaseCloses(options, setting));
  await claim('a schedule fires', scheduleFires(options, setting));
};
