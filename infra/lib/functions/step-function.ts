import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { acknowledge } from '../acknowledge.ts';
import type { Step } from '../names.ts';
import { BroadStatement } from '../permissions/broad-statement.ts';
import { ServiceRole } from '../permissions/service-role.ts';
import { stepRoleName } from '../stateful-stack.ts';

/** Exactly the variables of a contract's environment: one that is missing or unknown does not compile. */
export type EnvironmentOf<S extends z.ZodMiniType> = { readonly [K in keyof z.input<S>]-?: string };

/** What all step functions of a deployment share. */
export interface StepDefaults {
  /** First part of every physical name. */
  readonly name: string;
  /** Where each step's bundle lies: `<bundleDirectory>/<step>/index.js`. */
  readonly bundleDirectory: string;
  readonly logKey: IKey;
}

interface StepFunctionSettings {
  readonly step: Step;
  readonly timeoutSeconds: number;
  /** 512 unless given. The functions before the first capture want 1,024: their time is the time to the capture. */
  readonly memoryMb?: number;
  /** Bounds what a storm of events can take from the account's concurrency. */
  readonly concurrency: number;
  readonly statements: readonly PolicyStatement[];
}

export interface StepFunctionProps<S extends z.ZodMiniType> extends StepFunctionSettings {
  readonly contract: { readonly name: string; readonly env: S };
  readonly environment: EnvironmentOf<S>;
}

interface UntypedProps extends StepFunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
}

/** Refuses `__proto__` for the whole process, whatever a library does with an event's names. */
const nodeOptions = '--disable-proto=throw';

const noDeadLetters =
  'Only Step Functions calls this function, and waits for it; its failures are caught in the machine.';

const accepted = {
  'NIST.800.53.R5::NIST.800.53.R5-LambdaDLQ': noDeadLetters,
  'Serverless::Serverless-LambdaDLQ': noDeadLetters,
  'NIST.800.53.R5::NIST.800.53.R5-LambdaInsideVPC':
    'It calls AWS APIs only. In a VPC it would need a way out of the very network that may be under attack.',
} as const;

const baseStatements = (logGroup: LogGroup): readonly PolicyStatement[] => [
  new PolicyStatement({
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  }),
  new BroadStatement('X-Ray knows no resource to write to.', {
    sid: 'WriteTraces',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    resources: ['*'],
  }),
];

/** One step as a Lambda function, with a log group, a role and a policy of its own. */
export class StepFunction extends Construct {
  readonly step: Step;
  readonly lambda: lambda.Function;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, defaults: StepDefaults, props: UntypedProps) {
    super(scope, props.step);
    this.step = props.step;
    const functionName = `${defaults.name}-${props.step}`;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: defaults.logKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { role, policy } = new ServiceRole(this, 'Role', {
      roleName: stepRoleName(defaults.name, props.step),
      description: `Flowtrap: runs the step ${props.step}.`,
      service: 'lambda.amazonaws.com',
      statements: [...baseStatements(this.logGroup), ...props.statements],
    });
    this.lambda = new lambda.Function(this, 'Function', {
      functionName,
      description: `Flowtrap: the step ${props.step}.`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(defaults.bundleDirectory, props.step), { exclude: ['*.map'] }),
      memorySize: props.memoryMb ?? 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      reservedConcurrentExecutions: props.concurrency,
      role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      environment: { ...props.environment, NODE_OPTIONS: nodeOptions },
    });
    this.lambda.node.addDependency(policy);
    acknowledge(this.lambda, accepted);
  }
}

/** Makes a step's function with exactly the environment that its contract asks for. */
export const stepFunction = <S extends z.ZodMiniType>(
  scope: Construct,
  defaults: StepDefaults,
  props: StepFunctionProps<S>,
): StepFunction => new StepFunction(scope, defaults, props);
