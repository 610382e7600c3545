import type { LambdaFunction } from '../../simulator/engine/state-machine.ts';
import { flowLogStore } from '../../simulator/services/ec2/flow-log-store.ts';
import { hubStore } from '../../simulator/services/security-hub/hub-store.ts';
import { type SimulatedExecution, stateMachines } from '../../simulator/services/step-functions/state-machines.ts';
import { defaultSettings, type Settings } from '../../simulator/settings.ts';
import { newSimulation, type Simulation } from '../../simulator/simulation.ts';
import { readWorld } from '../../simulator/world/world.ts';
import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';
import { callLog, type ProvenCall } from '../aws/call-log.ts';
import type { PreparedCall } from '../aws/dispatch.ts';
import { type Dispatcher, dispatcher } from '../aws/dispatch.ts';
import { type MemoryDynamo, memoryDynamo } from '../aws/dynamo.ts';
import type { FaultMode } from '../aws/fault-modes.ts';
import type { Wire } from '../aws/transport.ts';
import type { Violation } from '../check/seen.ts';
import type { Recovery } from '../check/sometimes.ts';
import type { Invocation } from '../lambda/invocation.ts';
import { lambdaPool } from '../lambda/pool.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import { provenBuckets } from './buckets.ts';
import { EVIDENCE_BUCKET, environment } from './environment.ts';
import { type ProvenExecution, provenExecutions } from './executions.ts';
import { marksOf } from './marks.ts';
import type { ProvenNetwork } from './network.ts';
import { boundsOf, type ProvenBounds, seedPolicy } from './policy.ts';
import type { Product } from './product.ts';

/** A world in memory, with everything that happened in it. */
export interface ProofWorld {
  readonly sim: Simulation;
  readonly dynamo: MemoryDynamo;
  /** Empty where they are only counted. */
  readonly calls: readonly ProvenCall[];
  readonly callCount: () => number;
  readonly executions: readonly ProvenExecution[];
  readonly problems: readonly string[];
  readonly network: ProvenNetwork;
  readonly bounds: ProvenBounds;
  readonly respond: (trigger: number, input: unknown) => Promise<void>;
  readonly retireFlowLogs: () => Promise<void>;
  readonly closeLostCases: () => Promise<void>;
  /** Somebody stops an execution that still runs; what its functions are doing just now they finish. */
  readonly stop: (executionArn: string) => void;
  /** Calls one function, without a state machine. */
  readonly invoke: (functionName: string, input: unknown) => Promise<unknown>;
  /** Somebody else starts a capture by hand. False when the firewall was busy. */
  readonly startForeign: (request: object) => boolean;
  /** Operations that somebody else started. */
  readonly foreignOperationIds: Set<string>;
  /** What probing the slots found. */
  readonly probeViolations: Violation[];
  /** Runs something without faults, whatever a schedule has in store: for what asks the world a question. */
  readonly undisturbed: (run: () => Promise<void>) => Promise<void>;
  /** Recoveries that only passing requests show. */
  readonly marks: ReadonlySet<Recovery>;
}

export interface ProofWorldOptions {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly product: Product;
  readonly network: ProvenNetwork;
  readonly policy?: object;
  readonly settings?: Partial<Settings>;
  /** How far a clock is off at most, either way; milliseconds. */
  readonly maximumSkewMs?: number;
  /** False only counts calls: a storm makes millions of them. True by default. */
  readonly keepCalls?: boolean;
  readonly faultAt?: (n: number, call: PreparedCall) => FaultMode | undefined;
}

/** What follows from a world file alone is worked out once. */
const begun = new WeakMap<ProvenNetwork, Simulation>();

const simulationOf = (network: ProvenNetwork, time: VirtualTime, settings: Settings): Simulation => {
  const clock = { nowMs: time.nowMs, advanceMs: () => {} };
  const base = begun.get(network) ?? newSimulation(readWorld(network.world), clock, settings);
  begun.set(network, base);
  const executions = new Map<string, SimulatedExecution>();
  const nothing = { operations: [], parameters: new Map(), events: [], hubs: hubStore(), executions };
  const machines = stateMachines(executions, time.nowMs);
  return {
    ...base,
    clock,
    settings,
    ...nothing,
    stateMachines: machines,
    flowLogs: flowLogStore(base.world),
    buckets: provenBuckets(),
  };
};

const functionNamed = (functions: Readonly<Record<string, LambdaFunction>>, name: string): LambdaFunction => {
  const found = functions[name];
  if (!found) throw new TypeError(`no function ${name}`);
  return found;
};

const startByHand = (dispatch: Dispatcher, request: object): void => {
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20260317/${REGION}/network-firewall/aws4_request`,
    'x-amz-target': 'NetworkFirewall_20201112.StartFlowCapture',
  };
  const body = Buffer.from(JSON.stringify(request));
  dispatch.prepare({ method: 'POST', path: '/', query: new URLSearchParams(), headers, body }, 0).run();
};

/** A new world at its beginning. */
export const newProofWorld = (options: ProofWorldOptions): ProofWorld => {
  const { time, random, network, maximumSkewMs = 0 } = options;
  const settings = { ...defaultSettings(), ...options.settings };
  time.reset(Date.parse('2026-03-17T09:30:00Z'));
  const sim = simulationOf(network, time, settings);
  seedPolicy(sim, options.policy ?? {});
  sim.buckets.create(EVIDENCE_BUCKET, { versioned: true });
  sim.buckets.create('flowtrap-flow-logs');
  const dynamo = memoryDynamo();
  const dispatch = dispatcher(sim, dynamo.service);
  const foreignOperationIds = new Set<string>();
  const marks = new Set<Recovery>();
  const log = callLog(options.keepCalls ?? true);
  const latency = (): readonly [number, number] => [random.between(1, 12), random.between(1, 12)];
  let calm = false;
  const faultAt: Wire['faultAt'] = (n, call) => (calm ? undefined : options.faultAt?.(n, call));
  const answered = (call: ProvenCall, invocation: Invocation) => {
    for (const mark of marksOf(call, invocation)) marks.add(mark);
  };
  const wire: Wire = {
    time,
    dispatcher: dispatch,
    log,
    faultAt,
    latency,
    answered,
  };
  const pool = {
    wire,
    env: environment(sim.signingKey.keyId),
    account: ACCOUNT,
    region: REGION,
    skewMs: () => (maximumSkewMs === 0 ? 0 : random.between(-maximumSkewMs, maximumSkewMs)),
  };
  const { product } = options;
  const functions = Object.fromEntries(
    Object.entries(product.functions).map(([name, one]): [string, LambdaFunction] => [
      name,
      lambdaPool(name, one, pool),
    ]),
  );
  const { executions, execute } = provenExecutions(sim, functions, [
    product.respond,
    product.retireFlowLogs,
    product.closeLostCases,
  ]);
  return {
    sim,
    dynamo,
    calls: log.calls,
    callCount: log.count,
    executions,
    problems: dispatch.problems,
    network,
    bounds: boundsOf(options.policy ?? {}),
    foreignOperationIds,
    startForeign: (request) => {
      const before = sim.operations.length;
      startByHand(dispatch, request);
      for (const { id } of sim.operations.slice(before)) foreignOperationIds.add(id);
      return sim.operations.length > before;
    },
    probeViolations: [],
    undisturbed: async (run) => {
      calm = true;
      await run();
      calm = false;
    },
    marks,
    respond: (trigger, input) => execute(product.respond, input, trigger),
    invoke: async (functionName, input) =>
      await Reflect.apply(functionNamed(functions, functionName), undefined, [input]),
    retireFlowLogs: () => execute(product.retireFlowLogs, {}),
    closeLostCases: () => execute(product.closeLostCases, {}),
    stop: (executionArn) => sim.stateMachines.stop(executionArn, {}),
  };
};
