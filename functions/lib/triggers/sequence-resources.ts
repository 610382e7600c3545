import type { Address } from '../domain/address.ts';
import type { Subject } from '../domain/lead.ts';
import { lastPart, parseInstanceId, parseInterfaceId, parseSubnetId, parseTaskArn, parseVpcId } from './aws-ids.ts';
import { newIssues } from './issues.ts';
import { at, items, type JsonNode, scalars, textOf, wordOf } from './json-node.ts';
import { readAddresses } from './read-conversation.ts';

/** A resource of an attack sequence that has a network side. */
export interface SequenceResource {
  readonly uid: string;
  readonly subjects: readonly Subject[];
  /** Its own addresses, where the sequence lists them. */
  readonly addresses: readonly Address[];
}

type Reader = (resource: JsonNode, uid: string, byUid: ReadonlyMap<string, JsonNode>) => Omit<SequenceResource, 'uid'>;

const nothing = { subjects: [], addresses: [] };

/** The form of uids is not documented: an ARN, a bare id, or the id in `name`. */
const idOf = (resource: JsonNode, parse: (value: unknown) => string | undefined): string | undefined =>
  [textOf(at(resource, 'uid')), textOf(at(resource, 'name'))]
    .flatMap((text) => (text === undefined ? [] : [parse(text) ?? parse(lastPart(text))]))
    .find((id) => id !== undefined);

const addressesOf = (data: JsonNode): readonly Address[] => {
  const privates = scalars(at(data, 'privateIpAddresses')).map((one) =>
    typeof one.value === 'string' ? one : at(one, 'privateIpAddress'),
  );
  return readAddresses([...privates, ...scalars(at(data, 'ipv6Addresses'))], newIssues());
};

const readInterface: Reader = (resource) => {
  const data = at(resource, 'data', 'ec2NetworkInterface');
  const addresses = addressesOf(data);
  const interfaceId = idOf(resource, parseInterfaceId);
  const vpcId = parseVpcId(at(data, 'vpcId').value);
  const subnetId = parseSubnetId(at(data, 'subNetId').value);
  const where = vpcId ? { vpcId } : {};
  if (interfaceId === undefined)
    return { addresses, subjects: addresses.map((address) => ({ kind: 'address', address, ...where })) };
  return {
    addresses,
    subjects: [{ kind: 'interface', interfaceId, addresses, ...where, ...(subnetId ? { subnetId } : {}) }],
  };
};

const readInstance: Reader = (resource, _uid, byUid) => {
  const uids = scalars(at(resource, 'data', 'ec2Instance', 'ec2NetworkInterfaceUids')).flatMap(
    (one) => textOf(one) ?? [],
  );
  const own = uids.flatMap((uid) => {
    const listed = byUid.get(uid);
    return listed === undefined ? [] : [readInterface(listed, uid, byUid)];
  });
  const subjects = own.flatMap((one) => one.subjects);
  const instanceId = idOf(resource, parseInstanceId);
  const instance: readonly Subject[] = instanceId === undefined ? [] : [{ kind: 'instance', instanceId }];
  return { subjects: subjects.length > 0 ? subjects : instance, addresses: own.flatMap((one) => one.addresses) };
};

/** Groups, clusters and workloads list the instances under them. */
const readGroup: Reader = (resource, _uid, byUid) => {
  const lists = items(at(resource, 'data')).flatMap((data) =>
    [
      'autoscalingAutoScalingGroup',
      'eksCluster',
      'ecsCluster',
      'ec2LaunchTemplate',
      'ec2Image',
      'iamInstanceProfile',
      'cloudformationStack',
    ].map((kind) => at(data, kind, 'ec2InstanceUids')),
  );
  const instances = lists.flatMap(scalars).flatMap((uid) => byUid.get(textOf(uid) ?? '') ?? []);
  const own = instances.map((instance) => readInstance(instance, '', byUid));
  return { subjects: own.flatMap((one) => one.subjects), addresses: own.flatMap((one) => one.addresses) };
};

const readTask: Reader = (resource) => {
  const taskArn = parseTaskArn(textOf(at(resource, 'uid')));
  return taskArn === undefined ? nothing : { subjects: [{ kind: 'ecs-task', taskArn }], addresses: [] };
};

const readers: ReadonlyMap<string, Reader> = new Map([
  ['ec2_network_interface', readInterface],
  ['ec2_instance', readInstance],
  ['ecs_task', readTask],
  ['eks_cluster', readGroup],
  ['ecs_cluster', readGroup],
  ['autoscaling_auto_scaling_group', readGroup],
  ['ec2_launch_template', readGroup],
  ['ec2_image', readGroup],
  ['iam_instance_profile', readGroup],
  ['cloudformation_stack', readGroup],
]);

/** What runs on instances that the sequence names apart: which of them, it does not say. */
const hosted: ReadonlySet<string> = new Set([
  'kubernetes_workload',
  'container',
  'eks_cluster',
  'ecs_cluster',
  'ecs_task',
]);

/** The resources of an attack sequence that have a network side, or run on something that has. */
export const sequenceResources = (list: JsonNode): readonly SequenceResource[] => {
  const all = items(list);
  const byUid = new Map(all.map((one) => [textOf(at(one, 'uid')) ?? '', one]));
  return all.flatMap((resource) => {
    const uid = textOf(at(resource, 'uid')) ?? '';
    const kind = wordOf(at(resource, 'resourceType'));
    const read = readers.get(kind)?.(resource, uid, byUid) ?? nothing;
    return read.subjects.length > 0 || hosted.has(kind) ? [{ uid, ...read }] : [];
  });
};

/** The subjects that some signal ties to an endpoint; all of the sequence's where no signal says, or where one names only
 * what runs on them. */
export const linkedSubjects = (
  linked: readonly SequenceResource[],
  everyone: readonly Subject[],
): readonly Subject[] => {
  const own = linked.flatMap(({ subjects }) => subjects);
  return own.length > 0 && linked.every(({ subjects }) => subjects.length > 0) ? own : everyone;
};
