/** Where a resource lives and where its API is called. */
export interface AccountRegion {
  /** 12 digits. */
  readonly account: string;
  /** `us-east-1`, for example. */
  readonly region: string;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const ACCOUNT = /^\d{12}$/;

/** Which accounts and Regions may be called at all; the `accounts` part of the policy has this form. */
export interface AccountBounds {
  readonly members: readonly string[];
  /** Empty means every Region. */
  readonly regions: readonly string[];
}

/** Whether both read as what they are: neither is taken from a trigger unread. */
export const isPlace = ({ account, region }: AccountRegion): boolean => ACCOUNT.test(account) && REGION.test(region);

/** One text for one place, fit for a map's key. */
export const placeKey = ({ account, region }: AccountRegion): string => `${account}/${region}`;

/** Why a place must not be called, or undefined when it may: it is home, or a member in an allowed Region. Account and
 * Region come from triggers, so their form is checked before anything else. */
export const refusalOf = (where: AccountRegion, home: AccountRegion, bounds: AccountBounds): string | undefined => {
  if (!ACCOUNT.test(where.account)) return 'the account is not 12 digits';
  if (!REGION.test(where.region)) return 'the Region is not a Region name';
  if (where.account !== home.account && !bounds.members.includes(where.account))
    return `account ${where.account} is not among the policy's accounts`;
  if (where.region !== home.region && bounds.regions.length > 0 && !bounds.regions.includes(where.region))
    return `Region ${where.region} is not among the policy's Regions`;
  return undefined;
};
