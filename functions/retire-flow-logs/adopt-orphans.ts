import { type AccountRegion, placeKey, refusalOf } from '../lib/domain/account-region.ts';
import type { Clock } from '../lib/domain/clock.ts';
import type { Policy } from '../lib/policy/policy.ts';
import type { CaseStore, LeaseStore } from '../lib/ports/case-store.ts';
import type { FlowLogs } from '../lib/ports/flow-logs.ts';
import type { Log } from '../lib/ports/log.ts';
import { leaseOfOurs } from '../lib/records/flow-log-ownership.ts';

export interface AdoptOrphansDeps {
  readonly cases: Pick<CaseStore, 'listFlowLogs'>;
  readonly leases: LeaseStore;
  readonly flowLogs: FlowLogs;
  readonly home: AccountRegion;
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Places read at a time. */
const PLACES_AT_ONCE = 8;

/** Everywhere a flow log of ours may be: at home, in each member and Region that policy names, and where we ever asked for
 * one, as long as policy lets us go there: it may allow every Region without a list of them. */
const placesOf = async (
  { home, leases }: AdoptOrphansDeps,
  { accounts }: Policy,
): Promise<readonly AccountRegion[]> => {
  const members = [home.account, ...accounts.members];
  const regions = [home.region, ...accounts.regions];
  const allowed = members.flatMap((account) => regions.map((region) => ({ account, region })));
  const known = (await leases.listPlaces()).filter((at) => refusalOf(at, home, accounts) === undefined);
  const all = [...allowed, ...known];
  return [...new Map(all.map((at) => [placeKey(at), at])).values()];
};

/** @returns how many were adopted at one place; undefined when it could not be read */
const adoptAt = async (deps: AdoptOrphansDeps, at: AccountRegion, leaseMs: number): Promise<number | undefined> => {
  const adopt = leaseOfOurs(deps);
  try {
    let adopted = 0;
    for (const flowLog of await deps.flowLogs.describeOurs(at)) {
      const nowMs = deps.clock.nowMs();
      const ours = await adopt({ at, flowLog, nowMs, untilMs: nowMs + leaseMs });
      if (ours?.adopted) adopted += 1;
      if (ours === undefined)
        deps.log.warn('tags say ours, records do not: left alone', { flowLogId: flowLog.flowLogId });
    }
    return adopted;
  } catch (error) {
    deps.log.warn('flow logs of a place cannot be swept', {
      ...at,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return undefined;
  }
};

/** Gives each flow log of ours that a crash left without a lease its lease. Needs no running case, and is safe to repeat.
 * A place that cannot be read is counted and does not stop the others. */
export const adoptOrphans = async (
  deps: AdoptOrphansDeps,
  policy: Policy,
): Promise<{ readonly adopted: number; readonly unreadable: number }> => {
  const leaseMs = Math.round(policy.flowLogs.leaseHours * 3_600_000);
  const places = await placesOf(deps, policy);
  const counts: (number | undefined)[] = [];
  for (let index = 0; index < places.length; index += PLACES_AT_ONCE) {
    const some = places.slice(index, index + PLACES_AT_ONCE);
    counts.push(...(await Promise.all(some.map((at) => adoptAt(deps, at, leaseMs)))));
  }
  const adopted = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return { adopted, unreadable: counts.filter((count) => count === undefined).length };
};
