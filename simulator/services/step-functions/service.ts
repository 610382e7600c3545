import * as z from 'zod/mini';
import { seededUuid } from '../../seeded.ts';
import { ApiError } from '../../wire/api-error.ts';
import { jsonService } from '../../wire/json-service.ts';
import type { ServiceCall } from '../../wire/service.ts';
import { violationText } from '../../wire/violations.ts';
import type { SimulatedExecution } from './state-machines.ts';

const arn = z.string().check(z.minLength(1), z.maxLength(256));
const machineSchema = z.object({ stateMachineArn: arn });
const describeSchema = z.object({
  executionArn: arn,
  includedData: z._default(z.enum(['ALL_DATA', 'METADATA_ONLY']), 'ALL_DATA'),
});
const startSchema = z.object({
  stateMachineArn: arn,
  name: z.optional(z.string().check(z.regex(/^[\w-]{1,80}$/))),
  input: z._default(z.string().check(z.maxLength(262_144)), '{}'),
});
const stopSchema = z.object({
  executionArn: arn,
  error: z.optional(z.string().check(z.maxLength(256))),
  cause: z.optional(z.string().check(z.maxLength(32_768))),
});
const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
const listSchema = z.object({
  stateMachineArn: arn,
  statusFilter: z.optional(z.enum(statuses)),
  maxResults: z._default(z.int().check(z.minimum(0), z.maximum(1_000)), 100),
});

const read = <S extends z.ZodMiniType>(schema: S, { facts }: ServiceCall): z.output<S> => {
  const result = schema.safeParse(facts.parameters);
  if (result.success) return result.data;
  throw new ApiError('ValidationException', violationText(result.error));
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: ''`);
  }
};

const summaryOf = (executionArn: string, execution: SimulatedExecution) => ({
  executionArn,
  stateMachineArn: execution.stateMachineArn,
  name: executionArn.split(':').at(-1),
  status: execution.status,
  startDate: execution.startedAtMs / 1_000,
  ...(execution.stoppedAtMs === undefined ? {} : { stopDate: execution.stoppedAtMs / 1_000 }),
  redriveCount: 0,
});

const startExecution = (call: ServiceCall): object => {
  const { stateMachineArn: machineArn, name, input } = read(startSchema, call);
  const { sim, requestId } = call;
  const started = sim.stateMachines.start({
    machineArn,
    name: name ?? seededUuid([sim.world.seed, 'execution', requestId]),
    input: jsonOf(input),
  });
  return { executionArn: started.arn, startDate: started.startedAtMs / 1_000 };
};

const EXECUTION_ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^:]+:[^:]+$/;

/** @throws ApiError InvalidArn */
const checkArn = (executionArn: string): string => {
  if (EXECUTION_ARN.test(executionArn)) return executionArn;
  throw new ApiError('InvalidArn', `Invalid Arn: '${executionArn}'`);
};

const describeExecution = (call: ServiceCall): object => {
  const { executionArn, includedData } = read(describeSchema, call);
  const execution = call.sim.stateMachines.find(checkArn(executionArn));
  const { input, output, error, cause } = execution;
  const data = includedData === 'METADATA_ONLY' ? {} : { input, output };
  return { ...summaryOf(executionArn, execution), ...data, error, cause };
};

const stopExecution = (call: ServiceCall): object => {
  const { executionArn, error, cause } = read(stopSchema, call);
  call.sim.stateMachines.stop(checkArn(executionArn), { error, cause });
  return { stopDate: (call.sim.stateMachines.find(executionArn).stoppedAtMs ?? 0) / 1_000 };
};

const listExecutions = (call: ServiceCall): object => {
  const { stateMachineArn, statusFilter, maxResults } = read(listSchema, call);
  const found = [...call.sim.executions].filter(
    ([, execution]) =>
      execution.stateMachineArn === stateMachineArn &&
      (statusFilter === undefined || execution.status === statusFilter),
  );
  const newest = found.toReversed().slice(0, maxResults || 100);
  return { executions: newest.map(([executionArn, execution]) => summaryOf(executionArn, execution)) };
};

const describeStateMachine = (call: ServiceCall): object => {
  const { stateMachineArn } = read(machineSchema, call);
  if (!call.sim.stateMachines.has(stateMachineArn))
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
  return { stateMachineArn, name: stateMachineArn.split(':').at(-1), status: 'ACTIVE', type: 'STANDARD' };
};

/** AWS Step Functions, AWS JSON 1.0. */
export const stepFunctionsService = jsonService({
  version: '1.0',
  target: 'AWSStepFunctions',
  resourceMembers: ['executionArn', 'stateMachineArn'],
  operations: {
    StartExecution: startExecution,
    DescribeExecution: describeExecution,
    StopExecution: stopExecution,
    ListExecutions: listExecutions,
    DescribeStateMachine: describeStateMachine,
  },
});
