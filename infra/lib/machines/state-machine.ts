import { join } from 'node:path';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Functions } from '../functions/step-functions.ts';
import { BroadStatement } from '../permissions/broad-statement.ts';
import { ServiceRole } from '../permissions/service-role.ts';
import { type Machine, type MachineSpec, machines } from './machines.ts';

export interface StateMachineProps {
  readonly name: string;
  /** Where the definitions lie. */
  readonly definitionDirectory: string;
  readonly functions: Functions;
  readonly logKey: IKey;
}

export const machineName = (name: string, machine: Machine): string => `${name}-${machine}`;

/** Of the machine of this name in this account and Region; known before the machine is. */
export const machineArn = (name: string, machine: Machine): string =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${machineName(name, machine)}`;

const noResource = 'Log delivery and X-Ray know no resource (service authorization reference).';

/** Log delivery and tracing are set up and used without a resource (Step Functions developer guide, logging and X-Ray). */
const observe = (): readonly PolicyStatement[] => [
  new BroadStatement(noResource, {
    sid: 'DeliverLogs',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
  }),
  new BroadStatement(noResource, {
    sid: 'WriteTraces',
    actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resources: ['*'],
  }),
];

/** A state machine from its file. Its tokens and the functions it may call come from one record. */
export const stateMachine = (scope: Construct, machine: Machine, props: StateMachineProps): StateMachine => {
  const spec: MachineSpec = machines[machine];
  const arns = Object.entries(spec.functions).map(
    ([token, step]) => [token, props.functions[step].lambda.functionArn] as const,
  );
  const stateMachineName = machineName(props.name, machine);
  const { role, policy } = new ServiceRole(scope, `${machine}-role`, {
    roleName: `${stateMachineName}-machine-${Aws.REGION}`,
    description: `Flowtrap: runs the state machine ${machine}.`,
    service: 'states.amazonaws.com',
    sourceArns: [machineArn(props.name, machine)],
    statements: [
      new PolicyStatement({
        sid: 'CallSteps',
        actions: ['lambda:InvokeFunction'],
        resources: [...new Set(arns.map(([, arn]) => arn))],
      }),
      ...observe(),
    ],
  });
  // Logs name states and ids. Execution data is the trigger's own text, and stays out of them.
  const destination = new LogGroup(scope, `${machine}-logs`, {
    logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
    retention: RetentionDays.ONE_YEAR,
    encryptionKey: props.logKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const made = new StateMachine(scope, `${machine}-machine`, {
    stateMachineName,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromFile(join(props.definitionDirectory, spec.file)),
    definitionSubstitutions: Object.fromEntries(arns),
    role,
    tracingEnabled: true,
    logs: { destination, level: LogLevel.ALL, includeExecutionData: false },
  });
  made.node.addDependency(policy);
  return made;
};
