import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Check, ok, warning } from '../check.ts';

/** Lambda keeps as many for functions that reserve none, and refuses to reserve more (Lambda developer guide, quotas). */
const KEPT = 100;

/** The account's concurrency leaves room beside what the functions have reserved. */
export const concurrency: Check = {
  name: 'concurrency',
  about: 'incident',
  reads: ['lambda:GetAccountSettings'],
  look: async ({ host, deployment }) => {
    const lambda = new LambdaClient(host.clientConfig('lambda'));
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const { ConcurrentExecutions: total = 0, UnreservedConcurrentExecutions: left = 0 } = AccountLimit ?? {};
    const subject = `Lambda in ${deployment.region}`;
    const detail = `${left} of ${total} concurrent executions are not reserved`;
    return left > KEPT
      ? [ok(subject, detail)]
      : [warning(subject, detail, 'ask for a higher quota of concurrent executions: the next deployment may fail')];
  },
};
