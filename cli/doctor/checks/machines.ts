import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { type Check, type Finding, failed, ok } from '../check.ts';

const OUTPUTS = ['RespondArn', 'RetireFlowLogsArn', 'CloseLostCasesArn'] as const;

/** The state machines are there and take executions. */
export const machines: Check = {
  name: 'machines',
  about: 'incident',
  reads: ['states:DescribeStateMachine'],
  look: async ({ host, deployment }) => {
    const sfn = new SFNClient(host.clientConfig('sfn'));
    const findings: Finding[] = [];
    for (const output of OUTPUTS) {
      const stateMachineArn = deployment.output(output);
      if (stateMachineArn === undefined) {
        findings.push(failed(output, 'is not known', 'see to the stacks'));
        continue;
      }
      const { status } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      findings.push(
        status === 'ACTIVE'
          ? ok(stateMachineArn, 'ACTIVE')
          : failed(stateMachineArn, `is ${status}`, 'run "npm run deploy" again'),
      );
    }
    return findings;
  },
};
