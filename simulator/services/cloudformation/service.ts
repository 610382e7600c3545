import type { SimStack } from '../../deployment.ts';
import { ApiError } from '../../wire/api-error.ts';
import type { Service, ServiceCall } from '../../wire/service.ts';
import { element, xmlText } from '../ec2/xml.ts';

const HEADERS = { 'content-type': 'text/xml' };
const XMLNS = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

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
export const cloudFormationService: Service = {
  read: (request) => {
    const { Action: operation = '', ...parameters } = Object.fromEntries(
      new URLSearchParams(request.body.toString('utf8')),
    );
    if (!Object.hasOwn(OPERATIONS, operation))
      throw new ApiError('InvalidAction', `Could not find operation ${operation}`);
    return { operation, parameters, resource: parameters.StackName };
  },
  run: (call) => {
    const { operation } = call.facts;
    const result = element(`${operation}Result`, OPERATIONS[operation]?.(call) ?? '');
    const metadata = element('ResponseMetadata', element('RequestId', call.requestId));
    const body = `<${operation}Response xmlns="${XMLNS}">${result}${metadata}</${operation}Response>`;
    return { status: 200, headers: HEADERS, body };
  },
  fail: (error, _request, requestId) => {
    const content =
      element('Type', 'Sender') + element('Code', error.code) + element('Message', xmlText(error.message));
    const body = element('Error', content) + element('RequestId', requestId);
    return { status: error.status, headers: HEADERS, body: `<ErrorResponse xmlns="${XMLNS}">${body}</ErrorResponse>` };
  },
};
