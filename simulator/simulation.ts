import type { SimClock } from './clock.ts';
import { emptyDeployment, type SimDeployment } from './deployment.ts';
import { type FlowTable, flowTableOf } from './network/flow-table.ts';
import { type Topology, topologyOf } from './network/topology.ts';
import { type SeedPart, seededHex } from './seeded.ts';
import { type FlowLogStore, flowLogStore } from './services/ec2/flow-log-store.ts';
import { type SigningKey, signingKeyFrom } from './services/kms/signing-key.ts';
import type { Operation } from './services/network-firewall/operation.ts';
import { type BucketStore, bucketStore } from './services/s3/bucket-store.ts';
import { type HubStore, hubStore } from './services/security-hub/hub-store.ts';
import {
  type SimulatedExecution,
  type StateMachines,
  stateMachines,
} from './services/step-functions/state-machines.ts';
import type { Settings } from './settings.ts';
import type { World } from './world/world.ts';

/** An event that somebody put on a bus. */
export interface RecordedEvent {
  readonly account: string;
  readonly region: string;
  readonly atMs: number;
  readonly eventId: string;
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
}

/** A parameter of the Parameter Store, newest version. */
export interface StoredParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedAtMs: number;
}

/** The world and everything that has happened in it since it started. */
export interface Simulation {
  readonly world: World;
  readonly clock: SimClock;
  readonly settings: Settings;
  readonly topology: Topology;
  readonly flowTable: FlowTable;
  /** Flow operations in the order they were started, expired ones included. */
  readonly operations: Operation[];
  readonly flowLogs: FlowLogStore;
  readonly buckets: BucketStore;
  readonly parameters: Map<string, StoredParameter>;
  readonly hubs: HubStore;
  readonly events: RecordedEvent[];
  /** Executions by ARN. Those that nobody runs here can be written down. */
  readonly executions: Map<string, SimulatedExecution>;
  readonly stateMachines: StateMachines;
  readonly deployment: SimDeployment;
  readonly signingKey: SigningKey;
  /** Hexadecimal digits from the world's seed and the parts. */
  readonly hex: (parts: readonly SeedPart[], length?: number) => string;
}

/** Begins a simulation: nothing has happened yet. */
export const newSimulation = (world: World, clock: SimClock, settings: Settings): Simulation => {
  const topology = topologyOf(world);
  const executions = new Map<string, SimulatedExecution>();
  return {
    world,
    clock,
    settings,
    topology,
    flowTable: flowTableOf(world, topology),
    operations: [],
    flowLogs: flowLogStore(world),
    buckets: bucketStore(),
    parameters: new Map(),
    hubs: hubStore(),
    events: [],
    executions,
    stateMachines: stateMachines(executions, clock.nowMs),
    deployment: emptyDeployment(),
    signingKey: signingKeyFrom(world.seed),
    hex: (parts, length) => seededHex([world.seed, ...parts], length),
  };
};
