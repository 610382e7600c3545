import { checkCaptureFunction } from '../../functions/check-capture/wiring.ts';
import { closeCaseFunction } from '../../functions/close-case/wiring.ts';
import { collectFlowsFunction } from '../../functions/collect-flows/wiring.ts';
import { enableFlowLogsFunction } from '../../functions/enable-flow-logs/wiring.ts';
import { findLostCasesFunction } from '../../functions/find-lost-cases/wiring.ts';
import type { Host } from '../../functions/lib/runtime/host.ts';
import { planCaseFunction } from '../../functions/plan-case/wiring.ts';
import { publishCaseFunction } from '../../functions/publish-case/wiring.ts';
import { retireFlowLogsFunction } from '../../functions/retire-flow-logs/wiring.ts';
import { startCaptureFunction } from '../../functions/start-capture/wiring.ts';
import { type Step, steps } from '../../infra/lib/names.ts';
import { type Functions, type LocalStack, startLocalStack } from '../../simulator/local-stack.ts';
import type { Call } from '../../simulator/wire/calls.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** Who asks: a step with its own role, the member role that a step has taken on, or a person with every permission. */
export type Caller = Step | 'member' | 'administrator';

/** A call that a handler really made, with what the world knows about its target. */
export interface RecordedCall {
  readonly caller: Caller;
  readonly scenario: string;
  readonly call: Call;
  /** Tags of a flow log that the call names, by its id. */
  readonly tagsOf: (flowLogId: string) => Readonly<Record<string, string>>;
}

/** The host of one step: its name stands in the access key, so that its calls can be told from those of others. */
const hostOf = (host: Host, step: Step): Host => ({
  ...host,
  clientConfig: (service) => {
    const { credentials, ...config } = host.clientConfig(service);
    return {
      ...config,
      credentials: { secretAccessKey: '', ...credentials, accessKeyId: `${step}:${credentials?.accessKeyId}` },
    };
  },
});

const taggedFunctions = (host: Host): Functions => ({
  PlanCase: planCaseFunction(hostOf(host, 'plan-case')),
  StartCapture: startCaptureFunction(hostOf(host, 'start-capture')),
  CheckCapture: checkCaptureFunction(hostOf(host, 'check-capture')),
  CollectFlows: collectFlowsFunction(hostOf(host, 'collect-flows')),
  EnableFlowLogs: enableFlowLogsFunction(hostOf(host, 'enable-flow-logs')),
  CloseCase: closeCaseFunction(hostOf(host, 'close-case')),
  PublishCase: publishCaseFunction(hostOf(host, 'publish-case')),
  RetireFlowLogs: retireFlowLogsFunction(hostOf(host, 'retire-flow-logs')),
  FindLostCases: findLostCasesFunction(hostOf(host, 'find-lost-cases')),
});

const isStep = (text: string): text is Step => steps.some((step) => step === text);

/** Undefined for the test's own look at the table and the bucket. */
const callerOf = ({ accessKeyId = '' }: Call): Caller | undefined => {
  const [key = ''] = accessKeyId.split(':');
  if (isStep(key)) return key;
  return key.startsWith('ASIA') ? 'member' : undefined;
};

const tagsIn = ({ simulator }: LocalStack): RecordedCall['tagsOf'] => {
  const found = simulator.flowLogs().map(({ flowLog }) => flowLog);
  return (flowLogId) => {
    const flowLog = found.find(({ FlowLogId }) => FlowLogId === flowLogId);
    return Object.fromEntries((flowLog?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  };
};

const recordOne = async ({ name, options, run }: Scenario): Promise<readonly RecordedCall[]> => {
  const stack = await startLocalStack({ ...options, functionsOn: taggedFunctions });
  try {
    await run(stack);
    if (stack.simulator.problems.length > 0) throw new Error(`${name}: ${stack.simulator.problems.join('; ')}`);
    const tagsOf = tagsIn(stack);
    return stack.simulator.calls.flatMap((call) => {
      const caller = callerOf(call);
      return caller === undefined || call.operation === undefined ? [] : [{ caller, scenario: name, call, tagsOf }];
    });
  } finally {
    await stack.close();
  }
};

/** Every call that the handlers make in the scenarios, through the real SDK and over HTTP. */
export const recordCalls = async (): Promise<readonly RecordedCall[]> => {
  const recorded: RecordedCall[] = [];
  for (const scenario of scenarios) recorded.push(...(await recordOne(scenario)));
  return recorded;
};
