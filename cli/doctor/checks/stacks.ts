import { type Check, type Finding, failed, ok, warning } from '../check.ts';
import { type Deployment, outputNames } from '../deployment.ts';

const STABLE = /^(CREATE|UPDATE|IMPORT)_COMPLETE$|^UPDATE_ROLLBACK_COMPLETE$/;

const findingOf = (stack: Deployment['stacks'][number]): Finding => {
  if ('fault' in stack)
    return failed(
      stack.name,
      `cannot be read: ${stack.fault}`,
      'run "npm run deploy", name the deployment with --name, or ask for cloudformation:DescribeStacks',
    );
  if (STABLE.test(stack.status)) return ok(stack.name, stack.status);
  if (stack.status.endsWith('_IN_PROGRESS'))
    return warning(stack.name, stack.status, 'wait for the deployment to end, and run the check again');
  return failed(stack.name, stack.status, 'run "npm run deploy" again');
};

/** The stacks are there and at rest, and name what the other checks look at. */
export const stacks: Check = {
  name: 'stacks',
  about: 'incident',
  reads: ['cloudformation:DescribeStacks'],
  look: async ({ deployment }) => {
    const missing = outputNames.filter((name) => deployment.output(name) === undefined);
    const readable = deployment.stacks.every((stack) => !('fault' in stack));
    const found = deployment.stacks.map(findingOf);
    if (missing.length === 0 || !readable) return found;
    return [...found, failed('outputs', `${missing.join(', ')} missing`, 'run "npm run deploy" with this version')];
  },
};
