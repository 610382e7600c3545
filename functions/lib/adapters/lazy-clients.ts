import type { AccountRegion } from '../domain/account-region.ts';
import type { CloudWatchAlarms } from './cloudwatch-alarms.ts';
import type { EcsTasks } from './ecs-tasks.ts';
import type { Actor } from './member-credentials.ts';
import { type MemberPlaces, type Place, remembering } from './member-places.ts';
import type { RdsDatabases } from './rds-databases.ts';

/** Services that few leads need, for any account and Region of ours. Each is a file beside the bundle, loaded when it is
 * first asked for, so that a start pays for none of them; one client for each place, kept for the next call. */
export interface LazyClients {
  /** @throws MisconfiguredError when policy does not name the account or Region, or its role cannot be assumed */
  tasks(where: AccountRegion): Promise<EcsTasks>;
  /** @throws MisconfiguredError as `tasks` */
  databases(where: AccountRegion): Promise<RdsDatabases>;
  /** @throws MisconfiguredError as `tasks` */
  alarms(where: AccountRegion): Promise<CloudWatchAlarms>;
  /** The same clients, acting for this case: its id names the sessions in member accounts. */
  actingFor(actor: Actor): LazyClients;
}

/** Loads once for each place. */
const loadingOnce = <T>(load: (place: Place) => Promise<T>) => {
  const kept = remembering<Promise<T>>();
  return (place: Place): Promise<T> => kept(place.key, () => load(place));
};

export const lazyClients = (places: MemberPlaces): LazyClients => {
  const tasks = loadingOnce(async ({ config }) => (await import('./ecs-tasks.ts')).ecsTasks(config('ecs')));
  const databases = loadingOnce(async ({ config }) => (await import('./rds-databases.ts')).rdsDatabases(config('rds')));
  const alarms = loadingOnce(async ({ config }) =>
    (await import('./cloudwatch-alarms.ts')).cloudWatchAlarms(config('cloudwatch')),
  );
  const as = (actor: Actor): LazyClients => ({
    tasks: async (where) => await tasks(await places.find(where, actor)),
    databases: async (where) => await databases(await places.find(where, actor)),
    alarms: async (where) => await alarms(await places.find(where, actor)),
    actingFor: as,
  });
  return as(places.actor);
};
