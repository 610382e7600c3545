import { ApiError } from '../wire/api-error.ts';
import type { Service } from '../wire/service.ts';

const HEADERS = { 'content-type': 'application/json' };

/** AWS Lambda as far as it tells of the account's limits, REST. */
export const lambdaService: Service = {
  read: ({ method, path }) => {
    if (method !== 'GET' || !/^\/2016-08-19\/account-settings\/?$/.test(path))
      throw new ApiError('UnknownOperationException', `no operation ${method} ${path}`, 404);
    return { operation: 'GetAccountSettings', parameters: {} };
  },
  run: ({ sim }) => {
    const { total, unreserved } = sim.deployment.concurrency;
    const AccountLimit = { ConcurrentExecutions: total, UnreservedConcurrentExecutions: unreserved };
    return { status: 200, headers: HEADERS, body: JSON.stringify({ AccountLimit }) };
  },
  fail: (error) => ({
    status: error.status,
    headers: { ...HEADERS, 'x-amzn-errortype': error.code },
    body: JSON.stringify({ Message: error.message }),
  }),
};
