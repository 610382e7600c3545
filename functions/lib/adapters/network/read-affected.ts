import { type AccountRegion, placeKey } from '../../domain/account-region.ts';
import { contains } from '../../domain/address.ts';
import type { Subject } from '../../domain/lead.ts';
import type { Network, NetworkPart, Subnet } from '../../domain/network/network.ts';
import { indexNetwork } from '../../domain/network/network-index.ts';
import { placeOfArn } from '../../domain/paths/capture-scope.ts';
import { ofKind, readInterfacesIn, readSubjects } from './read-interfaces.ts';
import { namesDatabases, readDatabases, readTasks } from './read-resources.ts';
import { readSubnetsById } from './read-vpcs.ts';
import { readable } from './reading.ts';
import { accountsOf, ec2At, type Session } from './session.ts';

/** Tasks are asked for where their ARNs say that they are. */
const readTasksOf = async (session: Session): Promise<readonly NetworkPart[]> => {
  const arns = ofKind(session.lead.subjects, 'ecs-task').map(({ taskArn }) => taskArn);
  const places = Map.groupBy(arns, (taskArn) => placeKey(placeOfArn(taskArn)));
  const parts = [...places.values()].map(([first = '', ...others]) => {
    const where = placeOfArn(first);
    return ec2At(session, where, async (reading) =>
      readTasks(reading, await session.clients.tasks(where), [first, ...others]),
    );
  });
  return (await Promise.all(parts)).flat();
};

const readDatabasesOf = async (session: Session, place: AccountRegion): Promise<readonly NetworkPart[]> => {
  const { subjects } = session.lead;
  if (!namesDatabases(subjects)) return [];
  return ec2At(session, place, async (reading) =>
    readDatabases(reading, await session.clients.databases(place), subjects),
  );
};

/** Interfaces of everybody that a lead names, as far as each service tells them. */
export const readAffected = async (session: Session, place: AccountRegion): Promise<readonly NetworkPart[]> => {
  const found = await Promise.all([
    ec2At(session, place, (reading) => readSubjects(reading, session.lead.subjects)),
    readTasksOf(session),
    readDatabasesOf(session, place),
  ]);
  return found.flat();
};

type AddressSubject = Extract<Subject, { readonly kind: 'address' }>;

/** Addresses that no interface is known to have, itself or in a prefix, and that no instance is named for. */
const homeless = ({ lead }: Session, network: Network): readonly AddressSubject[] => {
  const { interfacesOwning } = indexNetwork(network);
  return ofKind(lead.subjects, 'address').filter(
    (subject) => subject.instanceId === undefined && interfacesOwning(subject.address).length === 0,
  );
};

/** A firewall's alert names addresses of any account behind it: those not found at home are looked for with everybody. */
export const readElsewhere = async (session: Session, network: Network, place: AccountRegion) => {
  const subjects = homeless(session, network);
  if (subjects.length === 0) return [];
  const others = accountsOf(session).filter((account) => account !== place.account);
  const found = await Promise.all(
    others.map((account) =>
      ec2At(session, { account, region: place.region }, (reading) => readSubjects(reading, subjects)),
    ),
  );
  return found.flat();
};

/** An address that is nobody's may be a pod's, out of a prefix that its node has: every interface of the subnet is looked at. */
export const readCarriers = async (session: Session, network: Network, place: AccountRegion) => {
  const subjects = homeless(session, network);
  if (subjects.length === 0) return [];
  const holding = (subnets: readonly Subnet[]) =>
    subnets.filter(({ vpcId, cidrs }) =>
      subjects.some(
        (subject) =>
          (subject.vpcId === undefined || subject.vpcId === vpcId) &&
          cidrs.some((cidr) => contains(cidr, subject.address)),
      ),
    );
  return ec2At(session, place, async (reading) => {
    const named = subjects.every(({ vpcId }) => vpcId !== undefined);
    const all = named ? {} : await readable(place, 'subnets', () => readSubnetsById(reading));
    const subnets = holding([...network.subnets, ...(all.subnets ?? [])]);
    const ids = [...new Set(subnets.map(({ subnetId }) => subnetId))];
    return [{ unread: all.unread ?? [] }, ...(await readInterfacesIn(reading, ids))];
  });
};
