import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Host } from '../../functions/lib/runtime/host.ts';
import { type Env, machineOption } from '../aws/machine.ts';

/** One of the two stacks. */
export interface DeployedStack {
  readonly name: string;
  readonly status: string;
  readonly terminationProtection: boolean;
}

/** Outputs of the stacks that the checks need. */
export const outputNames = [
  'TableName',
  'EvidenceBucketName',
  'FlowLogBucketName',
  'SigningKeyArn',
  'PolicyParameterName',
  'RespondArn',
  'RetireFlowLogsArn',
  'CloseLostCasesArn',
  'DeadLettersUrl',
] as const;
export type OutputName = (typeof outputNames)[number];

/** A deployment as its stacks tell of it. */
export interface Deployment {
  /** First part of every physical name. */
  readonly name: string;
  readonly region: string;
  /** From the ARNs of the outputs; undefined where none was read. */
  readonly account?: string;
  readonly stacks: readonly (DeployedStack | { readonly name: string; readonly fault: string })[];
  readonly output: (name: OutputName) => string | undefined;
}

/** Variables that name what an output would, for those who may not read the stacks. */
const VARIABLES: Readonly<Partial<Record<OutputName, string>>> = {
  TableName: 'FLOWTRAP_TABLE',
  EvidenceBucketName: 'FLOWTRAP_BUCKET',
  RespondArn: machineOption.variable,
  DeadLettersUrl: 'FLOWTRAP_DEAD_LETTERS_URL',
};

const faultOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'the stack cannot be read';

interface Read {
  readonly stack: Deployment['stacks'][number];
  readonly outputs: readonly (readonly [string, string])[];
}

const readStack = async (client: CloudFormationClient, name: string): Promise<Read> => {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (!stack) return { stack: { name, fault: 'there is no such stack' }, outputs: [] };
    const {
      StackStatus: status = '',
      EnableTerminationProtection: terminationProtection = false,
      Outputs = [],
    } = stack;
    const outputs = Outputs.flatMap(({ OutputKey: key, OutputValue: value }) =>
      key === undefined || value === undefined ? [] : [[key, value] as const],
    );
    return { stack: { name, status, terminationProtection }, outputs };
  } catch (error) {
    return { stack: { name, fault: faultOf(error) }, outputs: [] };
  }
};

/** The name that a deployment has, from the ARN of its first machine where that is known. */
export const deploymentName = (option: string | undefined, env: Env): string =>
  option ?? /:stateMachine:(.+)-respond$/.exec(env[machineOption.variable] ?? '')?.[1] ?? 'flowtrap';

/** Reads the stacks of a deployment. What a stack does not tell, a variable may. */
export const readDeployment = async (host: Host, name: string, env: Env): Promise<Deployment> => {
  const client = new CloudFormationClient(host.clientConfig('cloudformation'));
  const read = await Promise.all(['stateful', 'stateless'].map((part) => readStack(client, `${name}-${part}`)));
  const outputs = new Map(read.flatMap(({ outputs: found }) => found));
  const output = (key: OutputName): string | undefined => outputs.get(key) ?? env[VARIABLES[key] ?? ''];
  return {
    name,
    region: await client.config.region(),
    account: /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(output('RespondArn') ?? output('SigningKeyArn') ?? '')?.[1],
    stacks: read.map(({ stack }) => stack),
    output,
  };
};
