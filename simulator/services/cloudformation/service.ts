import type { SimStack } from '../../deployment.ts';
import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import { element, xmlText } from '../ec2/xml.ts';
import { flatParameters, queryService } from '../query-service.ts';

const members = (name: string, rows: readonly string[]): string =>
  element(name, rows.map((row) => element('member', row)).join(''));

const stackNamed = ({ sim, facts }: ServiceCall): SimStack => {
  const name = String(facts.parameters.StackName ?? '');
  const found = sim.deployment.stacks.find((stack) => stack.name === name);
  if (!found) throw new ApiError('ValidationError', `Stack with id ${name} does not exist`);
  return found;
};

const outputXml = ([key, value]: readonly [string, string]): string =>
  element('OutputKey', xmlText(key)) + element('OutputValue', xmlText(value));

const describeStacks = (call: ServiceCall): string => {
  const { name, status, terminationProtection, outputs } = stackNamed(call);
  const { region, account } = call.caller;
  const stack =
    element('StackName', xmlText(name)) +
    element('StackId', `arn:aws:cloudformation:${region}:${account}:stack/${xmlText(name)}/1`) +
    element('CreationTime', new Date(call.sim.world.startAtMs).toISOString()) +
    element('StackStatus', status) +
    element('EnableTerminationProtection', String(terminationProtection)) +
    members('Outputs', Object.entries(outputs).map(outputXml));
  return members('Stacks', [stack]);
};

const describeStackResources = (call: ServiceCall): string =>
  members(
    'StackResources',
    stackNamed(call).resources.map(
      ({ logicalId, physicalId, type, status }) =>
        element('LogicalResourceId', xmlText(logicalId)) +
        element('PhysicalResourceId', xmlText(physicalId)) +
        element('ResourceType', xmlText(type)) +
        element('ResourceStatus', status) +
        element('Timestamp', new Date(call.sim.world.startAtMs).toISOString()),
    ),
  );

const OPERATIONS: Readonly<Record<string, (call: ServiceCall) => string>> = {
  DescribeStacks: describeStacks,
  DescribeStackResources: describeStackResources,
};

/** AWS CloudFormation as far as it tells of stacks, Query protocol. */
export const cloudFormationService = queryService({
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  operations: OPERATIONS,
  read: (form) => {
    const parameters = flatParameters(form);
    return { parameters, resource: parameters.StackName };
  },
});
