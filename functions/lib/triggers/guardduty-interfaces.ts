import type { Address } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import { parseInstanceId, parseInterfaceId, parseSubnetId, parseVpcId } from './aws-ids.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, items, type JsonNode, scalars, textOf } from './json-node.ts';
import { readAddresses } from './read-conversation.ts';

/** One of the interfaces that a finding lists, as far as its members parse. */
export interface ListedInterface {
  readonly interfaceId?: string;
  /** Those that it has in its VPC. */
  readonly addresses: readonly Address[];
  /** Those that an internet gateway knows it by. */
  readonly publicAddresses?: readonly Address[];
  /** Its addresses would not parse, and it has no other: nothing may be made from it. */
  readonly broken: Issues;
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly instanceId?: string;
}

const addressNodes = (listed: JsonNode): readonly JsonNode[] => [
  at(listed, 'privateIpAddress'),
  ...privateAddressNodes(at(listed, 'privateIpAddresses')),
  ...scalars(at(listed, 'ipv6Addresses'))
    .flatMap((one) => [one, at(one, 'ipv6Address')])
    .filter(isScalar),
];

const isScalar = (node: JsonNode): boolean => typeof node.value !== 'object';

/** Objects in ordinary findings, texts in some attack sequences. */
const privateAddressNodes = (list: JsonNode): readonly JsonNode[] =>
  scalars(list).map((one) => (isScalar(one) ? one : at(one, 'privateIpAddress')));

const readListed = (node: JsonNode, instanceId: string | undefined): ListedInterface => {
  const broken = newIssues();
  return {
    interfaceId: parseInterfaceId(at(node, 'networkInterfaceId').value),
    addresses: readAddresses(addressNodes(node), broken),
    publicAddresses: readAddresses([at(node, 'publicIp')], newIssues()),
    broken,
    vpcId: parseVpcId(at(node, 'vpcId').value),
    subnetId: parseSubnetId(at(node, 'subnetId').value),
    instanceId,
  };
};

/** The interfaces of `instanceDetails`, in the finding's order. */
export const listedInterfaces = (instanceDetails: JsonNode): readonly ListedInterface[] => {
  const instanceId = parseInstanceId(at(instanceDetails, 'instanceId').value);
  return items(at(instanceDetails, 'networkInterfaces')).map((node) => readListed(node, instanceId));
};

/** The interface as a subject; without a usable id its addresses stand for it. */
export const interfaceSubjects = (listed: ListedInterface): readonly Subject[] => {
  const { interfaceId, addresses, vpcId, subnetId, instanceId } = listed;
  const where = { ...(vpcId ? { vpcId } : {}), ...(instanceId ? { instanceId } : {}) };
  if (interfaceId === undefined) return addresses.map((address) => ({ kind: 'address', address, ...where }));
  return [{ kind: 'interface', interfaceId, addresses, ...where, ...(subnetId ? { subnetId } : {}) }];
};

export interface Local {
  /** The interface that the action names, as text; may be a placeholder. */
  readonly interfaceNode: JsonNode;
  /** Our side's addresses that the action names. */
  readonly addresses: readonly Address[];
}

const owns = ({ addresses, publicAddresses = [] }: ListedInterface, local: readonly Address[]): boolean =>
  local.some((address) => addresses.includes(address) || publicAddresses.includes(address));

/** Which of the listed interfaces a finding is about: the one that the action names, else those that own the local
 * address, else all. Several addresses that no listed interface owns are a pod's or a task's: they join the subjects. */
export const chooseInterfaces = (
  listed: readonly ListedInterface[],
  local: Local,
  issues: Issues,
): readonly Subject[] => {
  const named = parseInterfaceId(textOf(local.interfaceNode));
  if (named !== undefined) return namedInterface(listed, named, local.addresses);
  if (textOf(local.interfaceNode) !== undefined)
    issues.note(`left out: ${local.interfaceNode.path} is not an interface id`);
  const owners = listed.filter((one) => owns(one, local.addresses));
  if (owners.length > 0) return owners.flatMap(interfaceSubjects);
  const foreign = local.addresses.map((address): Subject => {
    const vpcId = onlyVpc(listed);
    const instanceId = listed[0]?.instanceId;
    return { kind: 'address', address, ...(vpcId ? { vpcId } : {}), ...(instanceId ? { instanceId } : {}) };
  });
  if (foreign.length > 0 && listed.length > 0)
    issues.note('the local address belongs to no listed interface: a pod, task or container');
  return [...foreign, ...listed.flatMap(interfaceSubjects)];
};

const namedInterface = (listed: readonly ListedInterface[], interfaceId: string, addresses: readonly Address[]) => {
  const found = listed.find((one) => one.interfaceId === interfaceId);
  const subject: Subject = { kind: 'interface', interfaceId, addresses };
  return found === undefined ? [subject] : interfaceSubjects(found);
};

const onlyVpc = (listed: readonly ListedInterface[]): string | undefined => {
  const vpcs = new Set(listed.map(({ vpcId }) => vpcId));
  return vpcs.size === 1 ? [...vpcs][0] : undefined;
};
