import type { Subject } from '../domain/lead.ts';
import {
  parseDbInstanceId,
  parseInstanceId,
  parseSecurityGroupId,
  parseSubnetId,
  parseTaskArn,
  parseVpcId,
} from './aws-ids.ts';
import { chooseInterfaces, type ListedInterface, type Local, listedInterfaces } from './guardduty-interfaces.ts';
import { absorb, type Issues } from './issues.ts';
import { at, isObject, items, type JsonNode, scalars } from './json-node.ts';

/** Who is affected. `noVpc`: a function without VPC networking, which no firewall can see. */
export interface Affected {
  readonly subjects: readonly Subject[];
  readonly noVpc: boolean;
  /** The interfaces that the trigger lists, chosen or not. */
  readonly listed: readonly ListedInterface[];
}

const idsOf = (nodes: readonly JsonNode[], parse: (value: unknown) => string | undefined): readonly string[] =>
  nodes.flatMap((node) => parse(node.value) ?? []);

const lambdaSubjects = (details: JsonNode): readonly Subject[] => {
  const vpcConfig = at(details, 'vpcConfig');
  const subnetIds = idsOf(scalars(at(vpcConfig, 'subnetIds')), parseSubnetId);
  if (subnetIds.length === 0) return [];
  const securityGroupIds = idsOf(
    [...scalars(at(vpcConfig, 'securityGroups')), ...scalars(at(vpcConfig, 'securityGroupIds'))].map((one) =>
      isObject(one) ? at(one, 'groupId') : one,
    ),
    parseSecurityGroupId,
  );
  const vpcId = parseVpcId(at(vpcConfig, 'vpcId').value);
  return [{ kind: 'lambda', subnetIds, securityGroupIds, ...(vpcId ? { vpcId } : {}) }];
};

/** Instances and, for Aurora Limitless, the shard group that stands in their place. */
const databaseSubjects = (resource: JsonNode): readonly Subject[] => {
  const nodes = [
    ...items(at(resource, 'rdsDbInstanceDetails')).map((one) => at(one, 'dbInstanceIdentifier')),
    ...items(at(resource, 'rdsLimitlessDbDetails')).map((one) => at(one, 'dbShardGroupIdentifier')),
  ];
  return idsOf(nodes, parseDbInstanceId).map((dbInstanceId) => ({ kind: 'rds-instance', dbInstanceId }));
};

const taskSubjects = (resource: JsonNode): readonly Subject[] => {
  const task = parseTaskArn(at(resource, 'ecsClusterDetails', 'taskDetails', 'arn').value);
  return task === undefined ? [] : [{ kind: 'ecs-task', taskArn: task }];
};

interface Listed {
  readonly instanceId: string | undefined;
  readonly listed: readonly ListedInterface[];
}

const instanceSubjects = ({ instanceId, listed }: Listed, local: Local, issues: Issues): readonly Subject[] => {
  const chosen = chooseInterfaces(listed, local, issues);
  if (local.addresses.length === 0 && !chosen.some(hasAddress)) for (const { broken } of listed) absorb(broken, issues);
  if (chosen.length > 0 || instanceId === undefined) return chosen;
  return [{ kind: 'instance', instanceId }];
};

const hasAddress = (subject: Subject): boolean =>
  subject.kind === 'address' || (subject.kind === 'interface' && subject.addresses.length > 0);

/** Local addresses without an interface: a pod of a cluster whose VPC the finding names. */
const withClusterVpc = (subject: Subject, resource: JsonNode): Subject => {
  const vpcId = parseVpcId(at(resource, 'eksClusterDetails', 'vpcId').value);
  return subject.kind === 'address' && subject.vpcId === undefined && vpcId ? { ...subject, vpcId } : subject;
};

const isListed = (subject: Subject, local: Local): boolean =>
  subject.kind === 'interface' &&
  (local.addresses.length === 0 || subject.addresses.some((one) => local.addresses.includes(one)));

/** The subjects of a GuardDuty finding's `resource`: interfaces before the instance, the function, the database, the task. */
export const readResource = (resource: JsonNode, local: Local, issues: Issues): Affected => {
  const lambda = at(resource, 'lambdaDetails');
  if (isObject(lambda)) {
    const noVpc = scalars(at(lambda, 'vpcConfig', 'subnetIds')).length === 0;
    return { subjects: lambdaSubjects(lambda), noVpc, listed: [] };
  }
  const databases = databaseSubjects(resource);
  if (databases.length > 0) return { subjects: databases, noVpc: false, listed: [] };
  const details = at(resource, 'instanceDetails');
  const listed = listedInterfaces(details);
  const found = { instanceId: parseInstanceId(at(details, 'instanceId').value), listed };
  const instance = instanceSubjects(found, local, issues).map((subject) => withClusterVpc(subject, resource));
  const tasks = instance.some((subject) => isListed(subject, local)) ? [] : taskSubjects(resource);
  return { subjects: [...instance, ...tasks], noVpc: false, listed };
};
