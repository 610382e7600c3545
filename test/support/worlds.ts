import { readFileSync } from 'node:fs';
import { recordedNetworkReader } from '../../functions/lib/adapters/recorded-network.ts';
import { hostCidr } from '../../functions/lib/domain/address.ts';
import type { Lead, Subject } from '../../functions/lib/domain/lead.ts';
import type { Network } from '../../functions/lib/domain/network/network.ts';
import { type CapturePlan, planCaptures } from '../../functions/lib/domain/plan-capture.ts';
import type { Tuple } from '../../functions/lib/domain/tuple.ts';
import { type Policy, policySchema } from '../../functions/lib/policy/policy.ts';
import { address } from './network.ts';

export const HUB = '111122223333';
export const SPOKE = '444455556666';
const home = { account: HUB, region: 'us-east-1' };

/** Both accounts of the worlds are ours. */
export const policy: Policy = policySchema.parse({ accounts: { members: [SPOKE], externalId: 'flowtrap-test' } });

/** The worlds in test/worlds. */
export const worlds = [
  'same-vpc',
  'transit-appliance',
  'transit-plain',
  'transit-attached',
  'ingress',
  'endpoint-association',
  'nat-before-firewall',
  'cloud-wan',
] as const;

/** The JSON of one of them. */
export const worldJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../worlds/${name}.json`, import.meta.url), 'utf8'));

/** A lead that the reader of a recording does not look at. */
export const leadOf = (parts: Partial<Lead> & Pick<Lead, 'subjects' | 'tuples'>): Lead => ({
  source: 'manual',
  key: ['manual', 'test'],
  perExecution: true,
  type: 'test',
  severity: 8,
  region: 'us-east-1',
  drill: false,
  archived: false,
  notes: [],
  ...parts,
});

/** The network of a recording. */
export const networkOf = async (json: unknown): Promise<Network> =>
  await recordedNetworkReader(json, home).read({ lead: leadOf({ subjects: [], tuples: [] }), policy });

/** What is looked for between two hosts, or between one and anybody. */
export const conversation = (subject: string, peer?: string): Tuple => ({
  subject: hostCidr(address(subject)),
  ...(peer === undefined ? {} : { peer: hostCidr(address(peer)) }),
  protocols: [6],
  direction: 'unknown',
  reason: 'test',
});

export const named = (interfaceId: string): Subject => ({ kind: 'interface', interfaceId, addresses: [] });

export const planFor = (network: Network, lead: Lead, changes: Partial<Policy> = {}): CapturePlan =>
  planCaptures({ lead, network, policy: { ...policy, ...changes }, isExcluded: () => false });

/** Where a plan captures: `firewall zone`, with the endpoint or association where it is not the whole zone. */
export const placesOf = ({ captures }: CapturePlan): readonly string[] =>
  [...new Set(captures.map(({ firewallArn, slotZone }) => `${firewallArn.split('/').at(-1)} ${slotZone}`))].toSorted();
