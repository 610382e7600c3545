import type { Lead } from '../../../functions/lib/domain/lead.ts';
import type { Network } from '../../../functions/lib/domain/network/network.ts';
import { indexNetwork } from '../../../functions/lib/domain/network/network-index.ts';
import { type PathLimits, pathsOfLead } from '../../../functions/lib/domain/paths/paths-of-lead.ts';
import type { RouteText } from '../../../simulator/worlds/rows.ts';
import { SUBJECT, vpcNetwork } from '../../support/vpc.ts';
import { conversation, HUB, leadOf, named } from '../../support/worlds.ts';
import { internet } from './planned-routes.ts';

/** Where everything of these tests is. */
export const where = { account: HUB, region: 'us-east-1' };

/** What is found in a network for a lead, which is the subject's talk with a host of the internet unless told. */
export const findings = (network: Network, parts: Partial<Lead> = {}, limits: Partial<PathLimits> = {}) => {
  const lead = leadOf({ subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', internet)], ...parts });
  const open = { maximumInterfaces: 10, firewallOverrides: [], isExcluded: () => false };
  return pathsOfLead(lead, indexNetwork(network), { ...open, ...limits });
};

/** What is found where all of the subject's traffic takes one target. */
export const behind = async (
  target: string,
  extra: Readonly<Record<string, readonly object[]>> = {},
  change: (network: Network) => Network = (network) => network,
) => {
  const workload: readonly RouteText[] = [['0.0.0.0/0', target]];
  const { paths, needs, dropped, demands } = findings(change(await vpcNetwork({ workload }, extra)));
  return { proofs: paths.map(({ proof }) => proof), paths, needs, dropped, demands };
};
