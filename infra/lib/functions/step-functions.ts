import { Aws } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type * as z from 'zod/mini';
import { checkCaptureContract } from '../../../functions/check-capture/contract.ts';
import { closeCaseContract } from '../../../functions/close-case/contract.ts';
import { collectFlowsContract } from '../../../functions/collect-flows/contract.ts';
import { enableFlowLogsContract } from '../../../functions/enable-flow-logs/contract.ts';
import { findLostCasesContract } from '../../../functions/find-lost-cases/contract.ts';
import { planCaseContract } from '../../../functions/plan-case/contract.ts';
import { publishCaseContract } from '../../../functions/publish-case/contract.ts';
import { retireFlowLogsContract } from '../../../functions/retire-flow-logs/contract.ts';
import { startCaptureContract } from '../../../functions/start-capture/contract.ts';
import { codeDigest } from '../../build/bundle-functions.ts';
import { type Step, steps } from '../names.ts';
import type { StatefulStack } from '../stateful-stack.ts';
import { type StepDefaults, type StepFunction, type StepFunctionProps, stepFunction } from './step-function.ts';
import type { stepPermissions } from './step-permissions.ts';

export interface StepFunctionsProps {
  readonly defaults: StepDefaults;
  readonly stateful: StatefulStack;
  readonly eventBusName: string;
  readonly permissions: ReturnType<typeof stepPermissions>;
}

export type Functions = Readonly<Record<Step, StepFunction>>;

const variables = ({ defaults, stateful, eventBusName }: StepFunctionsProps) => {
  const local = {
    TABLE_NAME: stateful.table.tableName,
    POLICY_PARAMETER: stateful.policyParameter.parameterName,
    HOME_ACCOUNT: Aws.ACCOUNT_ID,
    HOME_REGION: Aws.REGION,
  };
  const evidence = { EVIDENCE_BUCKET: stateful.evidence.bucketName };
  const flowLogs = {
    FLOW_LOG_BUCKET_ARN: stateful.flowLogs.bucketArn,
    FLOW_LOG_GROUP_ARN: stateful.flowLogGroup.logGroupArn,
    FLOW_LOG_ROLE_ARN: stateful.flowLogRole.arn,
  };
  const closing = {
    TABLE_NAME: local.TABLE_NAME,
    POLICY_PARAMETER: local.POLICY_PARAMETER,
    EVENT_BUS_NAME: eventBusName,
    SIGNING_KEY_ID: stateful.signingKey.keyArn,
    CODE_DIGEST: codeDigest(defaults.bundleDirectory, steps),
  };
  return { local, evidence, flowLogs, closing };
};

/** The functions of all steps. Each ends before the state that calls it times out, so that the state hears the answer. */
export const stepFunctions = (scope: Construct, props: StepFunctionsProps): Functions => {
  const { local, evidence, flowLogs, closing } = variables(props);
  const make = <S extends z.ZodMiniType>(step: Step, settings: Omit<StepFunctionProps<S>, 'step' | 'statements'>) =>
    stepFunction(scope, props.defaults, { ...settings, step, statements: props.permissions[step] });
  return {
    'plan-case': make('plan-case', {
      contract: planCaseContract,
      environment: { ...local, ...evidence },
      memoryMb: 1_024,
      timeoutSeconds: 110,
      concurrency: 20,
    }),
    'start-capture': make('start-capture', {
      contract: startCaptureContract,
      environment: local,
      memoryMb: 1_024,
      timeoutSeconds: 110,
      concurrency: 20,
    }),
    'check-capture': make('check-capture', {
      contract: checkCaptureContract,
      environment: local,
      timeoutSeconds: 50,
      concurrency: 20,
    }),
    'collect-flows': make('collect-flows', {
      contract: collectFlowsContract,
      environment: { ...local, ...evidence },
      timeoutSeconds: 590,
      concurrency: 20,
    }),
    'enable-flow-logs': make('enable-flow-logs', {
      contract: enableFlowLogsContract,
      environment: { ...local, ...evidence, ...flowLogs },
      timeoutSeconds: 290,
      concurrency: 10,
    }),
    'close-case': make('close-case', {
      contract: closeCaseContract,
      environment: { ...closing, ...evidence },
      timeoutSeconds: 290,
      concurrency: 10,
    }),
    'publish-case': make('publish-case', {
      contract: publishCaseContract,
      environment: { ...local, ...evidence },
      memoryMb: 1_024,
      timeoutSeconds: 170,
      concurrency: 5,
    }),
    'retire-flow-logs': make('retire-flow-logs', {
      contract: retireFlowLogsContract,
      environment: local,
      timeoutSeconds: 290,
      concurrency: 2,
    }),
    'find-lost-cases': make('find-lost-cases', {
      contract: findLostCasesContract,
      environment: { TABLE_NAME: local.TABLE_NAME },
      timeoutSeconds: 110,
      concurrency: 2,
    }),
  };
};
