import type { Lead, Subject } from '../../../functions/lib/domain/lead.ts';
import type { Network, NetworkInterface } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { resolveSubjects } from '../../../functions/lib/domain/paths/resolve-subjects.ts';
import { VPC, vpcNetwork } from '../../support/vpc.ts';
import { leadOf } from '../../support/worlds.ts';
import { where } from './found-paths.ts';

export const WORKLOAD = 'subnet-00000000000000001';

/** An interface in the workload's subnet, of which nothing else is known. */
export const eni = (interfaceId: string, parts: Partial<NetworkInterface> = {}): NetworkInterface => ({
  interfaceId,
  ...where,
  vpcId: VPC,
  subnetId: WORKLOAD,
  addresses: [],
  prefixes: [],
  securityGroupIds: [],
  ...parts,
});

export interface Setting extends Partial<Omit<Network, 'home'>> {
  readonly lead?: Partial<Lead>;
  readonly maximumInterfaces?: number;
  readonly excluded?: readonly string[];
}

/** Who is affected, where these rows join or replace those of the VPC. */
export const resolved = async (
  subjects: readonly Subject[],
  { lead = {}, maximumInterfaces = 10, excluded = [], interfaces = [], ...others }: Setting = {},
) => {
  const base = await vpcNetwork({ workload: [] });
  const index = indexNetwork({ ...base, ...others, interfaces: [...base.interfaces, ...interfaces] });
  const limits = { maximumInterfaces, isExcluded: (name: string) => excluded.includes(name) };
  const found = resolveSubjects(leadOf({ subjects, tuples: [], ...lead }), index, limits);
  return {
    ...found,
    ids: found.interfaces.map(({ interfaceId }) => interfaceId),
    reasons: found.interfaces.map(({ interfaceId, reason }) => [interfaceId, reason]),
  };
};
