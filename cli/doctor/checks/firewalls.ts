import {
  DescribeFirewallCommand,
  type DescribeFirewallResponse,
  NetworkFirewallClient,
  paginateListFirewalls,
} from '@aws-sdk/client-network-firewall';
import type { AccountRegion } from '../../../functions/lib/domain/account-region.ts';
import { type Check, type Finding, failed, ok, warning } from '../check.ts';
import { isRefused, type Places, placesOf } from '../places.ts';

const zonesOf = ({ FirewallStatus }: DescribeFirewallResponse) =>
  Object.entries(FirewallStatus?.SyncStates ?? {}).map(([zone, { Attachment }]) => ({
    zone,
    status: Attachment?.Status ?? 'READY',
  }));

const firewallFinding = (described: DescribeFirewallResponse): Finding => {
  const subject = described.Firewall?.FirewallArn ?? 'firewall';
  const { Status } = described.FirewallStatus ?? {};
  const zones = zonesOf(described);
  const names = zones.map(({ zone }) => zone).join(', ');
  const late = zones.filter(({ status }) => status !== 'READY').map(({ zone, status }) => `${zone} ${status}`);
  if (Status !== 'READY') return warning(subject, `is ${Status}`, 'wait until it is READY: captures may be refused');
  if (zones.length === 0)
    return warning(subject, 'has no zone of its own', 'see to its subnets, unless it has endpoint associations only');
  if (late.length > 0) return warning(subject, `in ${late.join(', ')}`, 'see to its endpoints in these zones');
  return ok(subject, `READY in ${names}`);
};

interface Seen {
  readonly findings: readonly Finding[];
  readonly firewalls: number;
}

const lookAt = async (places: Places, at: AccountRegion): Promise<Seen> => {
  const place = await places.members.find(at, places.actor);
  const client = new NetworkFirewallClient(place.config('network-firewall'));
  const findings: Finding[] = [];
  try {
    for await (const { Firewalls = [] } of paginateListFirewalls({ client }, {}))
      for (const { FirewallArn } of Firewalls)
        findings.push(firewallFinding(await client.send(new DescribeFirewallCommand({ FirewallArn }))));
  } catch (error) {
    if (!isRefused(error)) throw error;
    const next = 'the check "members" says whether the steps may look there';
    return { findings: [warning(`${at.account} in ${at.region}`, 'cannot be looked at by you', next)], firewalls: 1 };
  }
  return { findings, firewalls: findings.length };
};

/** Firewalls can be seen, and the zones that they are in. */
export const firewalls: Check = {
  name: 'firewalls',
  about: 'incident',
  reads: ['network-firewall:ListFirewalls', 'network-firewall:DescribeFirewall'],
  look: async (patient) => {
    const places = placesOf(patient);
    if (!places) return [failed('firewalls', 'are not known without policy and account', 'see to policy and stacks')];
    const seen = await Promise.all(places.all.map((at) => lookAt(places, at)));
    const findings = seen.flatMap((one) => one.findings);
    if (seen.some((one) => one.firewalls > 0)) return findings;
    const where = places.all.map(({ account, region }) => `${account} in ${region}`).join(', ');
    const next = "name the firewalls' accounts and Regions in policy.accounts";
    return [...findings, failed('firewalls', `none is visible: ${where}`, next)];
  },
};
