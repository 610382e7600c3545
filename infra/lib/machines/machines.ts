import type { Step } from '../names.ts';

/** A state machine's tokens and the functions behind them: the one source of its substitutions and its permissions. */
export interface MachineSpec {
  readonly file: string;
  readonly functions: Readonly<Record<string, Step>>;
}

export const machines = {
  respond: {
    file: 'respond.asl.json',
    functions: {
      PlanCaseFunctionArn: 'plan-case',
      StartCaptureFunctionArn: 'start-capture',
      CheckCaptureFunctionArn: 'check-capture',
      CollectFlowsFunctionArn: 'collect-flows',
      EnableFlowLogsFunctionArn: 'enable-flow-logs',
      CloseCaseFunctionArn: 'close-case',
      PublishCaseFunctionArn: 'publish-case',
    },
  },
  'retire-flow-logs': {
    file: 'retire-flow-logs.asl.json',
    functions: { RetireFlowLogsFunctionArn: 'retire-flow-logs' },
  },
  'close-lost-cases': {
    file: 'close-lost-cases.asl.json',
    functions: {
      FindLostCasesFunctionArn: 'find-lost-cases',
      CloseCaseFunctionArn: 'close-case',
      PublishCaseFunctionArn: 'publish-case',
    },
  },
} as const satisfies Readonly<Record<string, MachineSpec>>;
export type Machine = keyof typeof machines;
