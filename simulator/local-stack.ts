import { checkCaptureFunction } from '../functions/check-capture/wiring.ts';
import { closeCaseFunction } from '../functions/close-case/wiring.ts';
import { collectFlowsFunction } from '../functions/collect-flows/wiring.ts';
import { enableFlowLogsFunction } from '../functions/enable-flow-logs/wiring.ts';
import { findLostCasesFunction } from '../functions/find-lost-cases/wiring.ts';
import { dynamoRecordTable } from '../functions/lib/adapters/dynamo-record-table.ts';
import { s3EvidenceStore } from '../functions/lib/adapters/s3-evidence-store.ts';
import type { CaseStore } from '../functions/lib/ports/case-store.ts';
import type { EvidenceStore } from '../functions/lib/ports/evidence-store.ts';
import type { RecordTable } from '../functions/lib/ports/record-table.ts';
import { caseStore } from '../functions/lib/records/case-store.ts';
import type { Host } from '../functions/lib/runtime/host.ts';
import { planCaseFunction } from '../functions/plan-case/wiring.ts';
import { publishCaseFunction } from '../functions/publish-case/wiring.ts';
import { retireFlowLogsFunction } from '../functions/retire-flow-logs/wiring.ts';
import { startCaptureFunction } from '../functions/start-capture/wiring.ts';
import { type SimTime, simTime } from './engine/sim-time.ts';
import {
  type EngineEvent,
  type ExecutionResult,
  type LambdaFunction,
  loadDefinition,
  startExecution,
} from './engine/state-machine.ts';
import { deployLocally, flowLogBucketPolicy } from './local-deployment.ts';
import { recordsTable } from './records-table.ts';
import type { Settings } from './settings.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { readWorld } from './world/world.ts';

/** First part of every physical name, as `flowtrap.config.json` has it. */
const NAME = 'flowtrap';
const EVIDENCE_BUCKET = 'flowtrap-evidence';
const FLOW_LOG_BUCKET = 'flowtrap-flow-logs';
const TABLE_NAME = 'flowtrap';
const POLICY_PARAMETER = '/flowtrap/policy';

export interface LocalStackOptions {
  /** A world file's JSON. Its first account and Region are home. */
  readonly world: unknown;
  /** The policy's JSON text; every member has a default. */
  readonly policy?: string;
  readonly settings?: Partial<Settings>;
  /** Makes the functions; by default from the sources, as the demo runs them. */
  readonly functionsOn?: (host: Host) => Functions;
  /** Called before simulated time jumps. */
  readonly beforeJump?: (jumpMs: number) => Promise<void>;
}

/** By the name that the state machines call them. */
export type Functions = Readonly<Record<string, LambdaFunction>>;

export interface StartOptions {
  readonly name: string;
  readonly input: unknown;
  readonly onEvent?: (event: EngineEvent) => void;
}

/** Everything that Flowtrap is, on one machine: the world on 127.0.0.1, the real handlers, the real state machines. */
export interface LocalStack {
  readonly simulator: Simulator;
  readonly time: SimTime;
  readonly host: Host;
  readonly functions: Functions;
  readonly table: RecordTable;
  readonly cases: CaseStore;
  readonly evidence: EvidenceStore;
  readonly evidenceBucket: string;
  readonly tableName: string;
  readonly machineArn: (file: MachineFile) => string;
  readonly respond: (options: StartOptions) => Promise<ExecutionResult>;
  /** @param order as a person gives it; the schedule's by default */
  readonly retireFlowLogs: (name: string, order?: object) => Promise<ExecutionResult>;
  /** @param input `{}` as by schedule, or the one case to look at */
  readonly closeLostCases: (name: string, input?: object) => Promise<ExecutionResult>;
  readonly close: () => Promise<void>;
}

const environment = (account: string, region: string, signingKeyId: string): Record<string, string> => ({
  TABLE_NAME,
  EVIDENCE_BUCKET,
  POLICY_PARAMETER,
  HOME_ACCOUNT: account,
  HOME_REGION: region,
  EVENT_BUS_NAME: 'default',
  SIGNING_KEY_ID: signingKeyId,
  CODE_DIGEST: 'not-deployed',
  FLOW_LOG_BUCKET_ARN: `arn:aws:s3:::${FLOW_LOG_BUCKET}`,
  FLOW_LOG_GROUP_ARN: `arn:aws:logs:${region}:${account}:log-group:flowtrap-flow-logs`,
  FLOW_LOG_ROLE_ARN: `arn:aws:iam::${account}:role/flowtrap-flow-logs`,
});

const sourceFunctions = (host: Host): Functions => ({
  PlanCase: planCaseFunction(host),
  StartCapture: startCaptureFunction(host),
  CheckCapture: checkCaptureFunction(host),
  CollectFlows: collectFlowsFunction(host),
  EnableFlowLogs: enableFlowLogsFunction(host),
  CloseCase: closeCaseFunction(host),
  PublishCase: publishCaseFunction(host),
  RetireFlowLogs: retireFlowLogsFunction(host),
  FindLostCases: findLostCasesFunction(host),
});

const machineFiles = ['respond', 'retire-flow-logs', 'close-lost-cases'] as const;
export type MachineFile = (typeof machineFiles)[number];

/** Name of the stack's output that holds a machine's ARN: `RetireFlowLogsArn`. */
const outputOf = (file: MachineFile): string =>
  `${file.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Arn`;

const machine = (name: MachineFile) => loadDefinition(new URL(`../state-machines/${name}.asl.json`, import.meta.url));

/** Starts the local stack. Close it when done: it holds ports. */
export const startLocalStack = async ({
  world,
  policy = '{}',
  settings,
  functionsOn = sourceFunctions,
  beforeJump,
}: LocalStackOptions): Promise<LocalStack> => {
  const { startAtMs, places } = readWorld(world);
  const [home] = places;
  if (!home) throw new RangeError('the world has no account');
  const { account, region } = home;
  const time = simTime({ startMs: startAtMs, ...(beforeJump ? { beforeJump } : {}) });
  const simulator = await startSimulator({
    world,
    clock: time,
    buckets: [
      { name: EVIDENCE_BUCKET, versioned: true, objectLock: { mode: 'GOVERNANCE', days: 365 } },
      {
        name: FLOW_LOG_BUCKET,
        policy: flowLogBucketPolicy(FLOW_LOG_BUCKET, [...new Set(places.map((at) => at.account))]),
      },
    ],
    parameters: [{ account, region, name: POLICY_PARAMETER, value: policy }],
    ...(settings ? { settings } : {}),
  });
  await simulator.createTable(recordsTable(TABLE_NAME));
  const host = simulator.host(environment(account, region, simulator.signingKeyId));
  const functions = functionsOn(host);
  const table = dynamoRecordTable(host, TABLE_NAME);
  const machineArn = (file: MachineFile): string => `arn:aws:states:${region}:${account}:stateMachine:${NAME}-${file}`;
  for (const file of machineFiles)
    simulator.stateMachines.register({
      arn: machineArn(file),
      run: ({ arn, ...execution }) =>
        startExecution({ definition: machine(file), functions, executionArn: arn, time, ...execution }),
    });
  deployLocally(simulator.deployment, {
    name: NAME,
    account,
    region,
    table: TABLE_NAME,
    evidenceBucket: EVIDENCE_BUCKET,
    flowLogBucket: FLOW_LOG_BUCKET,
    policyParameter: POLICY_PARAMETER,
    signingKeyId: simulator.signingKeyId,
    machineArns: Object.fromEntries(machineFiles.map((file) => [outputOf(file), machineArn(file)])),
  });
  const start = (file: MachineFile, options: StartOptions): Promise<ExecutionResult> =>
    simulator.stateMachines.start({ machineArn: machineArn(file), ...options }).ended;
  return {
    simulator,
    time,
    host,
    functions,
    table,
    tableName: TABLE_NAME,
    cases: caseStore(table),
    evidence: s3EvidenceStore(host, EVIDENCE_BUCKET),
    evidenceBucket: EVIDENCE_BUCKET,
    machineArn,
    respond: (options) => start('respond', options),
    retireFlowLogs: (name, order = {}) => start('retire-flow-logs', { name, input: order }),
    closeLostCases: (name, input = {}) => start('close-lost-cases', { name, input }),
    close: simulator.close,
  };
};
