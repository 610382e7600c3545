import type { Server } from 'node:http';
import type { AwsService, ClientConfig, Host } from '../functions/lib/runtime/host.ts';
import { manualClock, type SimClock } from './clock.ts';
import type { SimDeployment } from './deployment.ts';
import { type Dynamo, startDynamo } from './dynamo.ts';
import type { Trace } from './network/conversation.ts';
import { cloudFormationService } from './services/cloudformation/service.ts';
import { cloudWatchService } from './services/cloudwatch.ts';
import type { PlacedFlowLog } from './services/ec2/flow-log-store.ts';
import { ec2Service } from './services/ec2/service.ts';
import { checkEc2Shapes } from './services/ec2/world-check.ts';
import { ecsService } from './services/ecs.ts';
import { eventBridgeService } from './services/event-bridge.ts';
import { kmsService } from './services/kms/service.ts';
import { lambdaService } from './services/lambda.ts';
import type { Operation } from './services/network-firewall/operation.ts';
import { networkFirewallService } from './services/network-firewall/service.ts';
import { networkManagerService } from './services/network-manager.ts';
import { rdsService } from './services/rds.ts';
import type { BucketFacts, ObjectVersion } from './services/s3/bucket-store.ts';
import { s3Service } from './services/s3/service.ts';
import type { HubStore } from './services/security-hub/hub-store.ts';
import { securityHubService } from './services/security-hub/service.ts';
import { sqsService } from './services/sqs.ts';
import { ssmService } from './services/ssm.ts';
import { stepFunctionsService } from './services/step-functions/service.ts';
import type { StateMachines } from './services/step-functions/state-machines.ts';
import { stsService } from './services/sts.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { newSimulation, type RecordedEvent, type Simulation } from './simulation.ts';
import { type Call, callLog } from './wire/calls.ts';
import { type Faults, faultBox } from './wire/faults.ts';
import { wireServer } from './wire/server.ts';
import { readWorld, type World } from './world/world.ts';

export interface SimulatorOptions {
  /** A world file's JSON, not parsed into anything yet. */
  readonly world: unknown;
  /** Stands still at the world's start by default. */
  readonly clock?: SimClock;
  readonly settings?: Partial<Settings>;
  readonly buckets?: readonly ({ readonly name: string } & BucketFacts)[];
  readonly parameters?: readonly {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly value: string;
  }[];
}

/** A running world: AWS on 127.0.0.1, with everything that happened in it open to inspection. */
export interface Simulator {
  readonly world: World;
  readonly clock: SimClock;
  /** How AWS behaves where it leaves that open. Members may be changed at any time. */
  readonly settings: Settings;
  readonly endpoint: (service: AwsService) => string;
  /** What a handler runs on. `HOME_ACCOUNT` and `HOME_REGION` of the environment say who and where it is; by default the world's first account. */
  readonly host: (env: Readonly<Record<string, string | undefined>>) => Host;
  /** Every AWS call so far, in the order of arrival. */
  readonly calls: readonly Call[];
  readonly faults: Faults;
  /** Flow operations in the order they were started, flushes and expired ones included. */
  readonly operations: readonly Operation[];
  /** Every flow log there ever was; deleted ones say when. */
  readonly flowLogs: () => readonly PlacedFlowLog[];
  /** Every object version of a bucket, in the order of writing, delete markers included. */
  readonly objects: (bucket: string) => readonly ObjectVersion[];
  readonly events: readonly RecordedEvent[];
  /** Findings in Security Hub, by account and Region; empty at first. */
  readonly hubs: HubStore;
  /** Executions by ARN, in the order of their start. */
  readonly executions: Simulation['executions'];
  readonly stateMachines: StateMachines;
  readonly deployment: SimDeployment;
  /** How each flow of the world file travels, in its order. */
  readonly traces: readonly Trace[];
  /** Key id for `SIGNING_KEY_ID`. */
  readonly signingKeyId: string;
  readonly createBucket: (name: string, facts?: BucketFacts) => void;
  readonly createTable: Dynamo['createTable'];
  /** Failures of the simulator itself; a test may assert that there are none. */
  readonly problems: readonly string[];
  /** Stops the servers and breaks open connections. */
  readonly close: () => Promise<void>;
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    });
  });

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const servicesWith = (dynamo: Dynamo) =>
  new Map([
    ['network-firewall', networkFirewallService],
    ['ec2', ec2Service],
    ['s3', s3Service],
    ['ssm', ssmService],
    ['kms', kmsService],
    ['sts', stsService],
    ['ecs', ecsService],
    ['networkmanager', networkManagerService],
    ['monitoring', cloudWatchService],
    ['rds', rdsService],
    ['events', eventBridgeService],
    ['securityhub', securityHubService],
    ['states', stepFunctionsService],
    ['cloudformation', cloudFormationService],
    ['lambda', lambdaService],
    ['sqs', sqsService],
    ['dynamodb', dynamo.service],
  ]);

const hostOn =
  (sim: Simulation, endpoint: string) =>
  (env: Readonly<Record<string, string | undefined>>): Host => {
    const [first] = sim.world.places;
    const account = env.HOME_ACCOUNT ?? first?.account ?? '000000000000';
    const region = env.HOME_REGION ?? first?.region ?? 'us-east-1';
    const base = { region, endpoint, credentials: { accessKeyId: account, secretAccessKey: 'simulated' } };
    const clientConfig = (service: AwsService): ClientConfig =>
      service === 's3' ? { ...base, forcePathStyle: true } : base;
    return { env, clock: sim.clock, clientConfig };
  };

const seedParameters = (sim: Simulation, parameters: SimulatorOptions['parameters'] = []): void => {
  for (const { account, region, name, value } of parameters) {
    const key = JSON.stringify([account, region, name.replace(/^\/(?=[^/]+$)/, '')]);
    sim.parameters.set(key, { name, type: 'String', value, version: 1, modifiedAtMs: sim.clock.nowMs() });
  }
};

/** Starts a world. @throws ContractError when the world file is not one, naming every violation */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const world = readWorld(options.world);
  checkEc2Shapes(world);
  const clock = options.clock ?? manualClock(world.startAtMs);
  const settings = { ...defaultSettings(), ...options.settings };
  const sim = newSimulation(world, clock, settings);
  for (const { name, ...facts } of options.buckets ?? []) sim.buckets.create(name, facts);
  seedParameters(sim, options.parameters);
  const dynamo = await startDynamo();
  const log = callLog();
  const { faults, pick } = faultBox();
  const problems: string[] = [];
  const server = wireServer({ sim, services: servicesWith(dynamo), log, pick, problems });
  const endpoint = await listen(server);
  return {
    world,
    clock,
    settings,
    endpoint: () => endpoint,
    host: hostOn(sim, endpoint),
    calls: log.calls,
    faults,
    operations: sim.operations,
    flowLogs: sim.flowLogs.all,
    objects: sim.buckets.history,
    events: sim.events,
    hubs: sim.hubs,
    executions: sim.executions,
    stateMachines: sim.stateMachines,
    deployment: sim.deployment,
    traces: sim.flowTable.traces,
    signingKeyId: sim.signingKey.keyId,
    createBucket: sim.buckets.create,
    createTable: dynamo.createTable,
    problems,
    close: async () => {
      await Promise.all([stop(server), dynamo.close()]);
    },
  };
};
