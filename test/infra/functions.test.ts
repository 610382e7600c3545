import { readFileSync } from 'node:fs';
import { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { checkCaptureContract } from '../../functions/check-capture/contract.ts';
import { closeCaseContract } from '../../functions/close-case/contract.ts';
import { collectFlowsContract } from '../../functions/collect-flows/contract.ts';
import { enableFlowLogsContract } from '../../functions/enable-flow-logs/contract.ts';
import { findLostCasesContract } from '../../functions/find-lost-cases/contract.ts';
import { planCaseContract } from '../../functions/plan-case/contract.ts';
import { publishCaseContract } from '../../functions/publish-case/contract.ts';
import { retireFlowLogsContract } from '../../functions/retire-flow-logs/contract.ts';
import { startCaptureContract } from '../../functions/start-capture/contract.ts';
import { parseConfig } from '../../infra/lib/config/config.ts';
import { Flowtrap } from '../../infra/lib/flowtrap.ts';
import { machines } from '../../infra/lib/machines/machines.ts';
import { steps } from '../../infra/lib/names.ts';
import closeLostDefinition from '../../state-machines/close-lost-cases.asl.json' with { type: 'json' };
import respondDefinition from '../../state-machines/respond.asl.json' with { type: 'json' };
import retireDefinition from '../../state-machines/retire-flow-logs.asl.json' with { type: 'json' };
import { temporaryFolder } from '../support/temporary-folder.ts';
import { at, entriesAt, listAt } from './support/json.ts';
import { functionTokenOf, statesOf } from './support/state-machine.ts';
import { fullConfig, placeholderBundles, templatesOf } from './support/synthesize.ts';
import { actionsOf, functionOf, ofType, onlyOne, statementsOf } from './support/template.ts';

const stateless: unknown = templatesOf(fullConfig).stateless.toJSON();

describe('each function', () => {
  const contracts = [
    planCaseContract,
    startCaptureContract,
    checkCaptureContract,
    collectFlowsContract,
    enableFlowLogsContract,
    closeCaseContract,
    publishCaseContract,
    retireFlowLogsContract,
    findLostCasesContract,
  ];

  it('is there for every step, and for nothing else', () => {
    expect(contracts.map(({ name }) => name)).toEqual([...steps]);
    expect(ofType(stateless, 'AWS::Lambda::Function')).toHaveLength(steps.length);
  });

  it.each(contracts.map((contract) => [contract.name, contract]))(
    '%s gets exactly the environment of its contract',
    (step, { env }) => {
      const variables = entriesAt(functionOf(stateless, step).properties, 'Environment', 'Variables').map(
        ([name]) => name,
      );

      expect(variables.toSorted()).toEqual([...Object.keys(env.shape), 'NODE_OPTIONS'].toSorted());
    },
  );

  it('before the first capture has the memory that makes it fast', () => {
    const memory = (step: string) => at(functionOf(stateless, step).properties, 'MemorySize');

    expect(['plan-case', 'start-capture'].map(memory)).toEqual([1_024, 1_024]);
    expect(['collect-flows', 'close-case'].map(memory)).toEqual([512, 512]);
  });

  it('answers before the states that call it time out', () => {
    const tokens: Readonly<Record<string, string>> = {
      ...machines.respond.functions,
      ...machines['retire-flow-logs'].functions,
      ...machines['close-lost-cases'].functions,
    };
    const calls = [respondDefinition, retireDefinition, closeLostDefinition]
      .flatMap((definition) => statesOf(definition))
      .flatMap((state) => {
        const step = tokens[functionTokenOf(state) ?? ''];
        return step === undefined ? [] : [{ state, step }];
      });

    expect(new Set(calls.map(({ step }) => step)).size).toBe(steps.length);
    for (const { state, step } of calls)
      expect([state.name, Number(at(functionOf(stateless, step).properties, 'Timeout'))]).toEqual([
        state.name,
        expect.toSatisfy((timeout: number) => timeout < Number(at(state.body, 'TimeoutSeconds'))),
      ]);
  });
});

describe('each state machine', () => {
  it.each(Object.entries(machines))(
    '%s gets a function for each token, and may call those only',
    (name, { functions }) => {
      const machine = onlyOne(
        stateless,
        'AWS::StepFunctions::StateMachine',
        ({ properties }) => at(properties, 'StateMachineName') === `flowtrap-${name}`,
      );
      const substitutions = entriesAt(machine.properties, 'DefinitionSubstitutions');
      const callable = statementsOf(stateless)
        .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'))
        .map(({ statement }) => listAt(statement, 'Resource'));

      expect(substitutions.map(([token]) => token).toSorted()).toEqual(Object.keys(functions).toSorted());
      expect(callable).toContainEqual(expect.arrayContaining(substitutions.map(([, arn]) => arn)));
      for (const [token, arn] of substitutions) {
        const step = Object.entries(functions).find(([key]) => key === token)?.[1] ?? '';
        expect(arn).toEqual({ 'Fn::GetAtt': [functionOf(stateless, step).id, 'Arn'] });
      }
    },
  );
});

describe('schedules', () => {
  it('start the watches of the policy, the sweep of leases and the search for lost cases', () => {
    const schedules = ofType(stateless, 'AWS::Scheduler::Schedule').map(({ properties }) => [
      at(properties, 'Name'),
      at(properties, 'ScheduleExpression'),
    ]);

    expect(schedules).toEqual([
      ['database', 'rate(1 hour)'],
      ['retire-flow-logs', 'rate(15 minutes)'],
      ['close-lost-cases', 'rate(15 minutes)'],
    ]);
  });
});

describe('what people are told', () => {
  it('reaches the mail addresses of the configuration', () => {
    const { properties } = onlyOne(stateless, 'AWS::SNS::Subscription');

    expect(at(properties, 'Endpoint')).toBe('soc@example.com');
    expect(at(properties, 'RedrivePolicy')).toBeDefined();
  });

  it('includes leases past their end and cases left open, read from the lines that the sweeps log', () => {
    const filters = ofType(stateless, 'AWS::Logs::MetricFilter').map(({ properties }) =>
      at(properties, 'FilterPattern'),
    );

    expect(filters).toEqual(['{ $.facts.failed > 0 }', '{ $.facts.needOperator > 0 }', '{ $.facts.failed > 0 }']);
  });
});

describe('the deployment guide', () => {
  const guide = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');

  it('counts what is deployed', () => {
    const reserved = ofType(stateless, 'AWS::Lambda::Function').map(({ properties }) =>
      Number(at(properties, 'ReservedConcurrentExecutions')),
    );
    const concurrency = reserved.reduce((sum, count) => sum + count, 0);

    expect(guide).toContain(`the functions reserve ${concurrency},`);
    expect(guide).toContain(`at least ${concurrency + 100} in the Region`);
    expect(guide).toContain(`| ${ofType(stateless, 'AWS::CloudWatch::Alarm').length} alarms at`);
  });
});

describe('the construct', () => {
  it('fits into a stage of another app', () => {
    const stage = new Stage(new App({ outdir: temporaryFolder() }), 'Security');
    const { stateful } = new Flowtrap(stage, 'Flowtrap', {
      config: parseConfig({}),
      bundleDirectory: placeholderBundles(),
    });

    expect(Template.fromStack(stateful).findResources('AWS::DynamoDB::Table')).not.toEqual({});
  });
});
