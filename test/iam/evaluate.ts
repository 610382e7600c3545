import { type RunSimulationResults, runSimulation } from '@cloud-copilot/iam-simulate';
import { type Deployment, hub } from './policies.ts';
import type { Caller } from './record-calls.ts';
import type { AccessRequest } from './requests.ts';

const ignoredKeysOf = (results: RunSimulationResults): readonly string[] => {
  if (results.resultType === 'error') return [];
  const all = results.resultType === 'single' ? [results.result] : results.results;
  return all.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys);
};

const allowAll = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** Whether IAM allows the request, by every policy of the caller and of the resource.
 * @throws Error when the request cannot be judged as it stands: an unknown action, a resource that the action does not
 * take, or a condition key that was left out */
export const isAllowed = async (
  deployment: Deployment,
  caller: Caller,
  { action, resource, account, context }: AccessRequest,
): Promise<boolean> => {
  const principal = deployment.principal(caller);
  const results = await runSimulation(
    {
      request: {
        principal: principal.sessionArn,
        action,
        resource: { resource, accountId: account },
        contextVariables: {
          'aws:RequestedRegion': hub.region,
          'aws:SecureTransport': 'true',
          'aws:PrincipalArn': principal.arn,
          'aws:PrincipalAccount': principal.account,
          ...context,
        },
      },
      identityPolicies: principal.policies.map((policy, n) => ({ name: `${caller}-${n}`, policy })),
      serviceControlPolicies: [{ orgIdentifier: 'r', policies: [{ name: 'all', policy: allowAll }] }],
      resourceControlPolicies: [],
      resourcePolicy: deployment.resourcePolicy(resource),
    },
    {},
  );
  if (results.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(results.errors)}`);
  const ignored = ignoredKeysOf(results);
  if (ignored.length > 0) throw new Error(`${action} on ${resource}: conditions left out: ${ignored.join(', ')}`);
  return results.overallResult === 'Allowed';
};
