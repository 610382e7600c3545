import { EC2Client } from '@aws-sdk/client-ec2';
import { NetworkFirewallClient } from '@aws-sdk/client-network-firewall';
import { type AccountBounds, type AccountRegion, placeKey, refusalOf } from '../domain/account-region.ts';
import { MisconfiguredError } from '../domain/errors.ts';
import type { AwsService, ClientConfig, Host } from '../runtime/host.ts';
import { type Actor, type MemberRole, memberCredentials } from './member-credentials.ts';
import { withRequestTimeout } from './request-timeout.ts';

export interface NetworkFirewallOptions {
  /** 1 sends each request once, never again. */
  readonly maxAttempts?: number;
  readonly requestTimeoutMs?: number;
}

/** Clients for any account and Region of ours, one for each place and set of options, kept for the next call.
 * @throws MisconfiguredError from every method when policy does not name the account or Region, or its role cannot be assumed */
export interface AwsClients {
  networkFirewall(where: AccountRegion, options?: NetworkFirewallOptions): Promise<NetworkFirewallClient>;
  ec2(where: AccountRegion): Promise<EC2Client>;
  /** The same clients, acting for this case: its id names the sessions in member accounts. */
  actingFor(actor: Actor): AwsClients;
}

/** The `accounts` part of the policy. */
export type AccountSettings = AccountBounds & MemberRole;

export interface AwsClientsOptions {
  readonly host: Host;
  readonly home: AccountRegion;
  /** Read before each call, so that a change of policy counts at once. */
  readonly accounts: () => AccountSettings | Promise<AccountSettings>;
  /** Session name in member accounts until `actingFor` gives a case; a name of ours, such as a function's. */
  readonly actor: Actor;
}

/** Sessions of old cases are of no use to anybody: the oldest leave first. */
const KEPT = 200;

/** Keeps what `make` gives for each key. */
const remembering = <T>() => {
  const kept = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const value = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? key);
    return value;
  };
};

/** Makes every client of the functions that work across accounts. */
export const awsClients = ({ host, home, accounts, actor }: AwsClientsOptions): AwsClients => {
  const ec2Clients = remembering<EC2Client>();
  const firewallClients = remembering<NetworkFirewallClient>();
  const assume = memberCredentials(host, home);

  const configFor = (service: AwsService, where: AccountRegion, role: MemberRole, as: Actor) => {
    const base: ClientConfig = { ...host.clientConfig(service), region: where.region };
    return where.account === home.account ? base : { ...base, credentials: () => assume(where.account, role, as) };
  };

  const settingsFor = async (where: AccountRegion, as: Actor) => {
    const settings = await accounts();
    const refusal = refusalOf(where, home, settings);
    if (refusal !== undefined) throw new MisconfiguredError(refusal, { account: where.account, region: where.region });
    const session = where.account === home.account ? [] : [as, settings.roleName, settings.externalId ?? ''];
    return { settings, key: JSON.stringify([placeKey(where), ...session]) };
  };

  const firewallClient = (
    config: ReturnType<typeof configFor>,
    { maxAttempts, requestTimeoutMs }: NetworkFirewallOptions,
  ) =>
    new NetworkFirewallClient({
      ...config,
      ...(maxAttempts !== undefined && { maxAttempts }),
      ...(requestTimeoutMs !== undefined && {
        requestHandler: withRequestTimeout(config.requestHandler, requestTimeoutMs),
      }),
    });

  const clientsOf = (as: Actor): AwsClients => ({
    networkFirewall: async (where, options = {}) => {
      const { settings, key } = await settingsFor(where, as);
      return firewallClients(JSON.stringify([options.maxAttempts, options.requestTimeoutMs, key]), () =>
        firewallClient(configFor('network-firewall', where, settings, as), options),
      );
    },
    ec2: async (where) => {
      const { settings, key } = await settingsFor(where, as);
      return ec2Clients(key, () => new EC2Client(configFor('ec2', where, settings, as)));
    },
    actingFor: clientsOf,
  });
  return clientsOf(actor);
};
