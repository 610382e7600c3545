import type { Address } from '../domain/address.ts';
import { isPrivate } from '../domain/address-kind.ts';
import type { Subject } from '../domain/lead.ts';
import { subjectOfResourceId } from './arn-subjects.ts';
import {
  lastPart,
  parseInstanceId,
  parseInterfaceId,
  parseSecurityGroupId,
  parseSubnetId,
  parseVpcId,
} from './aws-ids.ts';
import { chooseInterfaces, type ListedInterface, type Local } from './guardduty-interfaces.ts';
import type { Affected } from './guardduty-resource.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, isObject, items, type JsonNode, scalars, textOf } from './json-node.ts';
import { publicAddressesOf } from './public-addresses.ts';
import { readAddresses } from './read-conversation.ts';
import type { SequenceResource } from './sequence-resources.ts';

const quietAddresses = (nodes: readonly JsonNode[]): readonly Address[] => readAddresses(nodes, newIssues());

const noIssue = newIssues;

/** `IpV4Addresses` of an instance mixes public and private ones, and belongs to no interface in particular. */
const instanceAddresses = (details: JsonNode): readonly Address[] => [
  ...quietAddresses(scalars(at(details, 'IpV4Addresses'))).filter((one) => isPrivate(one)),
  ...quietAddresses(scalars(at(details, 'IpV6Addresses'))),
];

const instancePublicAddresses = (details: JsonNode): readonly Address[] =>
  quietAddresses(scalars(at(details, 'IpV4Addresses'))).filter((one) => !isPrivate(one));

const instanceInterfaces = (resource: JsonNode): readonly ListedInterface[] => {
  const details = at(resource, 'Details', 'AwsEc2Instance');
  const instanceId = parseInstanceId(lastPart(textOf(at(resource, 'Id')) ?? ''));
  const where = {
    vpcId: parseVpcId(at(details, 'VpcId').value),
    subnetId: parseSubnetId(at(details, 'SubnetId').value),
    instanceId,
    broken: noIssue(),
  };
  const ids = items(at(details, 'NetworkInterfaces')).flatMap(
    (one) => parseInterfaceId(at(one, 'NetworkInterfaceId').value) ?? [],
  );
  const addresses = instanceAddresses(details);
  const [only] = ids;
  const publicAddresses = instancePublicAddresses(details);
  if (only !== undefined && ids.length === 1) return [{ interfaceId: only, addresses, publicAddresses, ...where }];
  const { vpcId, broken } = where;
  return ids.map((interfaceId) => ({ interfaceId, addresses: [], vpcId, instanceId, broken }));
};

const ownInterface = (resource: JsonNode): readonly ListedInterface[] => {
  const details = at(resource, 'Details', 'AwsEc2NetworkInterface');
  const interfaceId =
    parseInterfaceId(at(details, 'NetworkInterfaceId').value) ??
    parseInterfaceId(lastPart(textOf(at(resource, 'Id')) ?? ''));
  if (interfaceId === undefined) return [];
  const addresses = quietAddresses([
    ...items(at(details, 'PrivateIpAddresses')).map((one) => at(one, 'PrivateIpAddress')),
    ...items(at(details, 'IpV6Addresses')).map((one) => at(one, 'IpV6Address')),
  ]);
  const instanceId = parseInstanceId(at(details, 'Attachment', 'InstanceId').value);
  const publicAddresses = quietAddresses([at(details, 'PublicIp')]);
  return [{ interfaceId, addresses, publicAddresses, instanceId, broken: noIssue() }];
};

const lambdaSubject = (resource: JsonNode): readonly Subject[] => {
  const vpcConfig = at(resource, 'Details', 'AwsLambdaFunction', 'VpcConfig');
  const subnetIds = scalars(at(vpcConfig, 'SubnetIds')).flatMap((one) => parseSubnetId(one.value) ?? []);
  const securityGroupIds = scalars(at(vpcConfig, 'SecurityGroupIds')).flatMap(
    (one) => parseSecurityGroupId(one.value) ?? [],
  );
  const vpcId = parseVpcId(at(vpcConfig, 'VpcId').value);
  return subnetIds.length === 0 ? [] : [{ kind: 'lambda', subnetIds, securityGroupIds, ...(vpcId ? { vpcId } : {}) }];
};

/** A function whose details are there but name no subnet; without details we cannot know. */
const isOutsideVpc = (resource: JsonNode): boolean => {
  const details = at(resource, 'Details', 'AwsLambdaFunction');
  return isObject(details) && scalars(at(details, 'VpcConfig', 'SubnetIds')).length === 0;
};

/** Addresses that the finding's resources are known to have. */
export const asffOwnAddresses = (resources: JsonNode): readonly Address[] =>
  items(resources).flatMap((one) => [
    ...instanceInterfaces(one).flatMap(({ addresses }) => addresses),
    ...ownInterface(one).flatMap(({ addresses }) => addresses),
    ...instanceAddresses(at(one, 'Details', 'AwsEc2Instance')),
  ]);

const listedInterfaces = (resources: JsonNode): readonly ListedInterface[] =>
  items(resources).flatMap((one) => [...instanceInterfaces(one), ...ownInterface(one)]);

/** Public addresses by which the finding's resources are known outside. */
export const asffPublicAddresses = (resources: JsonNode): readonly Address[] => [
  ...publicAddressesOf(listedInterfaces(resources)),
  ...items(resources).flatMap((one) => instancePublicAddresses(at(one, 'Details', 'AwsEc2Instance'))),
];

/** An instance without listed interfaces still has its addresses. */
const bareSubjects = (resource: JsonNode): readonly Subject[] => {
  const named = subjectOfResourceId(textOf(at(resource, 'Id')));
  if (named === undefined) return lambdaSubject(resource);
  const vpcId = parseVpcId(at(resource, 'Details', 'AwsEc2Instance', 'VpcId').value);
  const addresses = instanceAddresses(at(resource, 'Details', 'AwsEc2Instance'));
  if (named.kind !== 'instance' || addresses.length === 0) return [named];
  const { instanceId } = named;
  return addresses.map((address) => ({ kind: 'address', address, instanceId, ...(vpcId ? { vpcId } : {}) }));
};

const asForeign = ({ kind }: Subject): boolean => kind === 'interface' || kind === 'address';

/** The subjects of an ASFF finding's `Resources`: listed interfaces as the action chooses among them, else what the
 * resources' ids name. */
export const readAsffResources = (resources: JsonNode, local: Local, issues: Issues): Affected => {
  const all = items(resources);
  const listed = listedInterfaces(resources);
  const chosen = listed.length > 0 ? chooseInterfaces(listed, local, issues) : [];
  const bare = all
    .flatMap(bareSubjects)
    .filter((subject) => chosen.length === 0 || !(asForeign(subject) || subject.kind === 'instance'));
  const subjects = [...chosen, ...bare];
  return { subjects, noVpc: subjects.length === 0 && all.some(isOutsideVpc), listed };
};

/** The resources of a finding as its sequence of signals names them: by `Id`. */
export const asffSequenceResources = (resources: JsonNode): readonly SequenceResource[] =>
  items(resources).flatMap((one) => {
    const nobody: Local = { addresses: [], interfaceNode: { value: undefined, path: '' } };
    const { subjects } = readAsffResources(one, nobody, newIssues());
    return subjects.length > 0
      ? [{ uid: textOf(at(one, 'Id')) ?? '', subjects, addresses: asffOwnAddresses(one) }]
      : [];
  });
