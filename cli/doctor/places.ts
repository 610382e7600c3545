import { type AccountSettings, type MemberPlaces, memberPlaces } from '../../functions/lib/adapters/member-places.ts';
import type { AccountRegion } from '../../functions/lib/domain/account-region.ts';
import type { Patient } from './check.ts';

/** The session name in member accounts, as their CloudTrail shows it. */
const ACTOR = 'doctor';

/** Everything that the policy names: accounts and Regions, and how to get there. */
export interface Places {
  readonly home: AccountRegion;
  readonly settings: AccountSettings;
  /** Home first. */
  readonly all: readonly AccountRegion[];
  readonly members: MemberPlaces;
  readonly actor: typeof ACTOR;
}

/** The places of a deployment; undefined without a policy or an account, which other checks complain of. */
export const placesOf = ({ host, deployment, policy }: Patient): Places | undefined => {
  const { account, region } = deployment;
  if (policy === undefined || account === undefined) return undefined;
  const home = { account, region };
  const settings = policy.accounts;
  const accounts = [...new Set([account, ...settings.members])];
  const regions = [...new Set([region, ...settings.regions])];
  return {
    home,
    settings,
    all: accounts.flatMap((one) => regions.map((other) => ({ account: one, region: other }))),
    members: memberPlaces({ host, home, accounts: () => settings, actor: ACTOR }),
    actor: ACTOR,
  };
};

/** Whether a member's role was refused to whoever looks. */
export const isRefused = (error: unknown): boolean => error instanceof Error && error.name === 'MisconfiguredError';
