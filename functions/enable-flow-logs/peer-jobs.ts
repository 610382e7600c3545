import { type AccountRegion, placeKey } from '../lib/domain/account-region.ts';
import type { Address } from '../lib/domain/address.ts';
import { MisconfiguredError } from '../lib/domain/errors.ts';
import type { FoundInterface } from '../lib/ports/interface-finder.ts';
import { type CaseContext, type EnableFlowLogsDeps, slotFor } from './case-context.ts';
import { decidedJob, interfaceJob, type Job } from './jobs.ts';
import { plannedInterfaceIds } from './subject-jobs.ts';

/** An interface that has one of the addresses. `others` counts the further ones that have it too, in other VPCs. */
interface Located {
  readonly at: AccountRegion;
  readonly address: Address;
  readonly found: FoundInterface;
  readonly others: number;
}

const distinctPlaces = (places: readonly AccountRegion[]): readonly AccountRegion[] => [
  ...new Map(places.map(({ account, region }) => [placeKey({ account, region }), { account, region }])).values(),
];

/** Where to look, nearest first: where the case's interfaces are, then our other accounts in the same Regions. */
const placesOf = (deps: EnableFlowLogsDeps, { record, policy }: CaseContext): readonly AccountRegion[] => {
  const near = record.plan.interfaces.length > 0 ? record.plan.interfaces : [deps.home];
  const accounts = [deps.home.account, ...policy.accounts.members];
  const far = near.flatMap(({ region }) => accounts.map((account) => ({ account, region })));
  return distinctPlaces([...near, ...far]);
};

const locateAt = async (
  deps: EnableFlowLogsDeps,
  at: AccountRegion,
  query: { readonly addresses: readonly Address[]; readonly vpcIds: readonly string[] },
): Promise<readonly Located[]> => {
  const interfaces = await deps.interfaces.byAddress(at, query.addresses, query.vpcIds);
  return query.addresses.flatMap((address) => {
    const [found, ...others] = interfaces.filter(({ addresses }) => addresses.includes(address));
    return found === undefined ? [] : [{ at, address, found, others: others.length }];
  });
};

/** A place that cannot be read is no reason to stop: the others may have the interface. */
const locateOrWarn = async (...[deps, at, query]: Parameters<typeof locateAt>): Promise<readonly Located[]> => {
  try {
    return await locateAt(deps, at, query);
  } catch (error) {
    if (!(error instanceof MisconfiguredError)) throw error;
    deps.log.warn('a place cannot be read for peers', { account: at.account, region: at.region });
    return [];
  }
};

/** Finds whose the addresses are: in the case's own VPCs first, then anywhere in the same place, then in the next. */
const locate = async (deps: EnableFlowLogsDeps, context: CaseContext, addresses: readonly Address[]) => {
  const located = new Map<Address, Located>();
  for (const at of placesOf(deps, context)) {
    const inPlace = context.record.plan.interfaces.filter((own) => placeKey(own) === placeKey(at));
    const own = [...new Set(inPlace.map(({ vpcId }) => vpcId))];
    for (const vpcIds of own.length > 0 ? [own, []] : [[]]) {
      const missing = addresses.filter((address) => !located.has(address));
      if (missing.length === 0) break;
      for (const one of await locateOrWarn(deps, at, { addresses: missing, vpcIds })) located.set(one.address, one);
    }
  }
  return addresses.flatMap((address) => located.get(address) ?? []);
};

/** Interfaces of ours that the captured flows reveal, most bytes first, as far as policy allows. */
export const peerJobs = async (deps: EnableFlowLogsDeps, context: CaseContext): Promise<readonly Job[]> => {
  const { policy, record } = context;
  const wanted = record.plan.lead?.request?.flowLogs ?? policy.flowLogs.enabled;
  if (!wanted || !policy.flowLogs.onPeers) return [];
  const planned = plannedInterfaceIds(context);
  const located = await locate(deps, context, await deps.peers.addresses(record.caseId));
  const peers = located.filter(
    (one, index) => located.findIndex(({ found }) => found.interfaceId === one.found.interfaceId) === index,
  );
  const addressesOf = ({ found: { interfaceId } }: Located): readonly Address[] =>
    located.filter(({ found, others }) => found.interfaceId === interfaceId && others === 0).map((one) => one.address);
  const room = Math.max(0, policy.flowLogs.maximumInterfacesPerCase - planned.length);
  return peers
    .filter(({ found }) => !planned.includes(found.interfaceId))
    .map((peer, index) => {
      const { at, address, found, others } = peer;
      const own = { caseId: record.caseId, resourceId: found.interfaceId, addresses: addressesOf(peer) };
      const slot = slotFor(context, { ...own, ...at, role: 'peer' });
      if (others > 0) {
        const reason = `${address} belongs to ${others + 1} interfaces in different VPCs; which one spoke is not known`;
        return decidedJob([slot], { decision: 'skipped', reason });
      }
      if (index >= room) {
        const reason = `more than ${policy.flowLogs.maximumInterfacesPerCase} interfaces in this case`;
        return decidedJob([slot], { decision: 'skipped', reason });
      }
      return interfaceJob(deps, context, { slot, containers: [found.subnetId, found.vpcId] });
    });
};
