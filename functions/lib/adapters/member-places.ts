import { type AccountBounds, type AccountRegion, placeKey, refusalOf } from '../domain/account-region.ts';
import { MisconfiguredError } from '../domain/errors.ts';
import type { AwsService, ClientConfig, Host } from '../runtime/host.ts';
import { type Actor, type MemberRole, memberCredentials, type SessionCredentials } from './member-credentials.ts';

/** The `accounts` part of the policy. */
export type AccountSettings = AccountBounds & MemberRole;

export interface MemberPlacesOptions {
  readonly host: Host;
  readonly home: AccountRegion;
  /** Read before each call, so that a change of policy counts at once. */
  readonly accounts: () => AccountSettings | Promise<AccountSettings>;
  /** Session name in member accounts until `actingFor` gives a case; a name of ours, such as a function's. */
  readonly actor: Actor;
}

type PlacedConfig = Omit<ClientConfig, 'credentials'> & {
  readonly credentials?: ClientConfig['credentials'] | (() => Promise<SessionCredentials>);
};

/** Where a client is to act. */
export interface Place {
  /** Equal for places that may share a client. */
  readonly key: string;
  readonly config: (service: AwsService) => PlacedConfig;
}

/** Every account and Region of ours, as a client's configuration. */
export interface MemberPlaces {
  readonly actor: Actor;
  /** @throws MisconfiguredError when policy does not name the account or Region */
  readonly find: (where: AccountRegion, as: Actor) => Promise<Place>;
}

/** Member accounts are reached through their role, assumed once for each actor. */
export const memberPlaces = ({ host, home, accounts, actor }: MemberPlacesOptions): MemberPlaces => {
  const assume = memberCredentials(host, home);
  return {
    actor,
    find: async (where, as) => {
      const settings = await accounts();
      const refusal = refusalOf(where, home, settings);
      if (refusal !== undefined)
        throw new MisconfiguredError(refusal, { account: where.account, region: where.region });
      const isHome = where.account === home.account;
      const session = isHome ? [] : [as, settings.roleName, settings.externalId ?? ''];
      return {
        key: JSON.stringify([placeKey(where), ...session]),
        config: (service) => {
          const base = { ...host.clientConfig(service), region: where.region };
          return isHome ? base : { ...base, credentials: () => assume(where.account, settings, as) };
        },
      };
    },
  };
};

/** Sessions of old cases are of no use to anybody: the oldest leave first. */
const KEPT = 200;

/** Keeps what `make` gives for each key. */
export const remembering = <T>() => {
  const kept = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const value = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? key);
    return value;
  };
};
