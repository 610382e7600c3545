import type { Address } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import { subjectOfResourceId } from './arn-subjects.ts';
import { lastPart, parseInstanceId, parseInterfaceId, parseSubnetId, parseVpcId } from './aws-ids.ts';
import { chooseInterfaces, type ListedInterface, type Local } from './guardduty-interfaces.ts';
import { type Issues, newIssues } from './issues.ts';
import { at, firstPresent, items, type JsonNode, scalars, textOf } from './json-node.ts';
import { publicAddressesOf } from './public-addresses.ts';
import { readAddresses } from './read-conversation.ts';

const addressNodes = (node: JsonNode): readonly JsonNode[] =>
  ['ip', 'private_ip', 'private_ip_address', 'privateIpAddress', 'ipv6_address'].map((name) => at(node, name));

const publicAddressNodes = (node: JsonNode): readonly JsonNode[] =>
  ['public_ip', 'public_ip_address', 'publicIp'].map((name) => at(node, name));

const listedOf = (node: JsonNode, resource: JsonNode): ListedInterface | undefined => {
  const ids = ['uid', 'network_interface_id', 'networkInterfaceId', 'interface_uid'].map((name) =>
    textOf(at(node, name)),
  );
  const interfaceId = ids.map((text) => parseInterfaceId(lastPart(text ?? ''))).find((id) => id !== undefined);
  const addresses = readAddresses(addressNodes(node), newIssues());
  if (interfaceId === undefined && addresses.length === 0) return undefined;
  return {
    interfaceId,
    addresses,
    publicAddresses: readAddresses(publicAddressNodes(node), newIssues()),
    broken: newIssues(),
    vpcId: parseVpcId(firstPresent(at(node, 'vpc_uid'), at(node, 'vpcId'), at(resource, 'vpc_uid')).value),
    subnetId: parseSubnetId(
      firstPresent(at(node, 'subnet_uid'), at(node, 'subnetId'), at(resource, 'subnet_info', 'uid')).value,
    ),
    instanceId: instanceIdOf(resource),
  };
};

const instanceIdOf = (resource: JsonNode): string | undefined =>
  [
    at(resource, 'data', 'instance_id'),
    at(resource, 'data', 'instanceId'),
    at(resource, 'uid'),
    at(resource, 'uid_alt'),
  ]
    .map((node) => parseInstanceId(lastPart(textOf(node) ?? '')))
    .find((id) => id !== undefined);

/** Interfaces that a resource lists or is; the members of `data` are not documented, so several spellings are read. */
const interfacesOf = (resource: JsonNode): readonly ListedInterface[] => {
  const lists = [
    at(resource, 'network_interfaces'),
    at(resource, 'data', 'network_interfaces'),
    at(resource, 'data', 'networkInterfaces'),
  ];
  const nodes = [...lists.flatMap(items), resource, at(resource, 'data')];
  return nodes.flatMap((node) => listedOf(node, resource) ?? []);
};

/** The interfaces that a finding's resources list or are. */
export const ocsfInterfaces = (resources: JsonNode): readonly ListedInterface[] =>
  items(resources).flatMap(interfacesOf);

/** Addresses that the finding's resources are known to have, public ones among them. */
export const ocsfOwnAddresses = (resources: JsonNode): readonly Address[] => {
  const listed = ocsfInterfaces(resources);
  return [...listed.flatMap(({ addresses }) => addresses), ...publicAddressesOf(listed)];
};

const named = (resource: JsonNode): readonly Subject[] => {
  const texts = [textOf(at(resource, 'uid')), textOf(at(resource, 'uid_alt')), instanceIdOf(resource)];
  const subject = texts.map(subjectOfResourceId).find((one) => one !== undefined);
  return subject === undefined ? [] : [subject];
};

/** The subjects of an OCSF finding's `resources`: interfaces as the connection chooses among them, else what ids name. */
export const readOcsfResources = (
  resources: JsonNode,
  addresses: readonly Address[],
  issues: Issues,
): readonly Subject[] => {
  const local: Local = { addresses, interfaceNode: { value: undefined, path: '' } };
  const listed = ocsfInterfaces(resources);
  if (listed.length > 0) return chooseInterfaces(listed, local, issues);
  return items(resources).flatMap(named);
};

/** Whether any resource is the instance that every sample finding names. */
export const namesSampleInstance = (resources: JsonNode): boolean =>
  items(resources).some((one) => instanceIdOf(one) === 'i-99999999');

/** Resources without details, for the places where a list is expected. */
export const evidenceList = (finding: JsonNode): readonly JsonNode[] =>
  scalars(at(finding, 'evidences')).filter((one) => typeof one.value === 'object');
