import type { AccountRegion } from '../account-region.ts';
import type { Address } from '../address.ts';
import type { Lead, Subject } from '../lead.ts';
import type { NetworkInterface } from '../network/network.ts';
import type { NetworkIndex } from '../network/network-index.ts';
import type { AffectedInterface } from '../plan.ts';
import { type DatabaseSubject, databasesOf, interfacesOfDatabase } from './database-interfaces.ts';

/** An interface that a subject may mean. */
export interface Candidate extends AffectedInterface {
  /** Named by the trigger itself, not derived from an instance, task or gateway. */
  readonly named: boolean;
  readonly primary: boolean;
  /** Everything that policy may exclude it by. */
  readonly names: readonly string[];
}

export interface SubjectCandidates {
  readonly candidates: readonly Candidate[];
  /** Why there is none. */
  readonly unresolved?: string;
}

type Of<K extends Subject['kind']> = Extract<Subject, { readonly kind: K }>;

const candidateOf = (found: NetworkInterface, reason: string, named = false): Candidate => ({
  interfaceId: found.interfaceId,
  account: found.account,
  region: found.region,
  vpcId: found.vpcId,
  subnetId: found.subnetId,
  addresses: found.addresses,
  reason,
  named,
  primary: found.deviceIndex === undefined || found.deviceIndex === 0,
  names: [
    found.interfaceId,
    found.vpcId,
    found.subnetId,
    ...found.addresses,
    ...(found.instanceId ? [found.instanceId] : []),
  ],
});

const among = (found: readonly NetworkInterface[], reason: string, none: string): SubjectCandidates =>
  found.length === 0
    ? { candidates: [], unresolved: none }
    : { candidates: found.map((item) => candidateOf(item, reason)) };

/** An interface that is gone still has its flows in the firewall's table for a while: the trigger's word on where it was
 * is taken where the subnet is one of ours. */
const goneInterface = (index: NetworkIndex, subject: Of<'interface'>, teller = 'the trigger'): SubjectCandidates => {
  const { interfaceId, subnetId, addresses, instanceId } = subject;
  const subnet = subnetId === undefined ? undefined : index.subnet(subnetId);
  if (!subnet || addresses.length === 0 || (subject.vpcId !== undefined && subject.vpcId !== subnet.vpcId))
    return { candidates: [], unresolved: `${interfaceId} was not found` };
  const { account, region, vpcId } = subnet;
  const reason = `${interfaceId} was not found, it may be gone: subnet and addresses are what ${teller} says`;
  const names = [interfaceId, vpcId, subnet.subnetId, ...addresses, ...(instanceId ? [instanceId] : [])];
  const place = { account, region, vpcId, subnetId: subnet.subnetId };
  return {
    candidates: [{ interfaceId, ...place, addresses, reason, gone: true, named: true, primary: true, names }],
  };
};

const ofInterface = (index: NetworkIndex, subject: Of<'interface'>): SubjectCandidates => {
  const found = index.interface(subject.interfaceId);
  return found ? { candidates: [candidateOf(found, 'the trigger names it', true)] } : goneInterface(index, subject);
};

/** VPCs may have the same ranges: without a VPC in the trigger, an address can mean several interfaces. */
const ofAddress = (index: NetworkIndex, subject: Of<'address'>, place: AccountRegion): SubjectCandidates => {
  const { address, vpcId, instanceId } = subject;
  const owners = index
    .interfacesOwning(address)
    .filter((item) => (vpcId === undefined || item.vpcId === vpcId) && item.region === place.region);
  const own = owners.filter((item) => item.account === place.account);
  const chosen = own.length > 0 ? own : owners;
  const vpcs = new Set(chosen.map((item) => item.vpcId)).size;
  if (vpcs > 1)
    return among(
      chosen,
      `it has ${address}, and so have interfaces in ${vpcs} VPCs: the trigger does not say which`,
      '',
    );
  if (chosen.length > 0) return among(chosen, `it has ${address}`, '');
  const carriers = instanceId === undefined ? [] : index.interfacesOf(instanceId);
  return among(
    carriers,
    `no interface has ${address}, so it is a pod's: an interface of ${instanceId} carries it`,
    `no interface of ours has ${address}`,
  );
};

/** Functions with the same subnets and security groups share interfaces. */
const ofLambda = (index: NetworkIndex, { subnetIds, securityGroupIds }: Of<'lambda'>): SubjectCandidates =>
  among(
    index.network.interfaces.filter(
      (item) =>
        item.type === 'lambda' &&
        subnetIds.includes(item.subnetId) &&
        securityGroupIds.every((id) => item.securityGroupIds.includes(id)),
    ),
    'functions with these subnets and security groups share it',
    `no Lambda interface in ${subnetIds.join(', ')} has these security groups`,
  );

/** A stopped task is described for about an hour, its interface is deleted at once; its flows are in the firewall's table
 * a while longer. */
const ofTask = (index: NetworkIndex, { taskArn }: Of<'ecs-task'>): SubjectCandidates => {
  const task = index.network.ecsTasks.find((item) => item.taskArn === taskArn);
  if (task === undefined) return { candidates: [], unresolved: `the interface of ${taskArn} could not be read` };
  if (task.interfaces.length === 0)
    return { candidates: [], unresolved: `${taskArn} has no interface of its own: its container instance's carry it` };
  const each = task.interfaces.map(({ interfaceId, subnetId, addresses }): SubjectCandidates => {
    const found = index.interface(interfaceId);
    if (found) return among([found], 'it belongs to the task', '');
    return goneInterface(index, { kind: 'interface', interfaceId, subnetId, addresses }, 'the task');
  });
  return {
    candidates: each.flatMap(({ candidates }) => candidates),
    unresolved: each.find(({ unresolved }) => unresolved !== undefined)?.unresolved,
  };
};

const ofDatabases = (index: NetworkIndex, subject: DatabaseSubject): SubjectCandidates => {
  const name = subject.kind === 'rds-instance' ? subject.dbInstanceId : subject.dbClusterId;
  const found = databasesOf(index.network, subject).map((database) => interfacesOfDatabase(index, database));
  const candidates = found.flatMap(({ interfaces, reason }) => interfaces.map((item) => candidateOf(item, reason)));
  return candidates.length > 0
    ? { candidates }
    : { candidates: [], unresolved: `the interface of ${name} could not be read` };
};

const ofNatGateway = (index: NetworkIndex, { natGatewayId }: Of<'nat-gateway'>): SubjectCandidates => {
  const nat = index.natGateway(natGatewayId);
  const found = (nat?.interfaceIds ?? []).flatMap((id) => index.interface(id) ?? []);
  return among(found, `it is ${natGatewayId}'s`, `${natGatewayId} was not found`);
};

const ofLoadBalancer = (index: NetworkIndex, { loadBalancer }: Of<'load-balancer'>): SubjectCandidates =>
  among(
    index.network.interfaces.filter(({ description }) => description === `ELB ${loadBalancer}`),
    `it is one of ${loadBalancer}'s`,
    `${loadBalancer} was not found`,
  );

/** The interfaces that one subject may mean. */
export const candidatesFor = (
  index: NetworkIndex,
  subject: Subject,
  lead: Pick<Lead, 'account' | 'region'>,
): SubjectCandidates => {
  const { home } = index.network;
  const place = { account: lead.account ?? home.account, region: lead.region ?? home.region };
  if (subject.kind === 'interface') return ofInterface(index, subject);
  if (subject.kind === 'address') return ofAddress(index, subject, place);
  if (subject.kind === 'lambda') return ofLambda(index, subject);
  if (subject.kind === 'ecs-task') return ofTask(index, subject);
  if (subject.kind === 'rds-instance' || subject.kind === 'rds-cluster') return ofDatabases(index, subject);
  if (subject.kind === 'nat-gateway') return ofNatGateway(index, subject);
  if (subject.kind === 'load-balancer') return ofLoadBalancer(index, subject);
  if (subject.kind === 'firewall')
    return { candidates: [], unresolved: `${subject.firewallName} is a firewall: it has no traffic of its own` };
  const { instanceId } = subject;
  return among(index.interfacesOf(instanceId), `it belongs to ${instanceId}`, `${instanceId} was not found`);
};

/** Addresses that a candidate has, itself or through a delegated prefix. */
export const ownsAddress = (index: NetworkIndex, candidate: AffectedInterface, address: Address): boolean =>
  candidate.addresses.includes(address) ||
  index.interfacesOwning(address).some((item) => item.interfaceId === candidate.interfaceId);
