import type { AccountRegion } from '../domain/account-region.ts';
import { MisconfiguredError } from '../domain/errors.ts';
import type { Host } from '../runtime/host.ts';

/** The role that every member account has for us. */
export interface MemberRole {
  readonly roleName: string;
  readonly externalId?: string;
}

/** Who acts, as CloudTrail in the member account shows it: a case id, or the name of a step that has no case. */
export type Actor = string;

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** The SDK asks again shortly before this. */
  readonly expiration: Date;
}

/** One role to assume. */
export interface Assumption {
  readonly account: string;
  readonly role: MemberRole;
  readonly actor: Actor;
  readonly partition: string;
}

export type AssumeRole = (assumption: Assumption) => Promise<SessionCredentials | { readonly denied: Error }>;

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** Credentials this close to their end are replaced. */
const RENEW_BEFORE_MS = 300_000;

/** Assumes the member role of other accounts, once for each account, role and actor until shortly before the session ends.
 * @throws MisconfiguredError when the role cannot be assumed: an operator must deploy or repair it */
export const memberCredentials = (host: Host, home: AccountRegion) => {
  let assumer: Promise<AssumeRole> | undefined;
  const assume = async (assumption: Assumption): Promise<SessionCredentials> => {
    assumer ??= import('./assume-role.ts').then(({ roleAssumer }) => roleAssumer(host, home));
    const answer = await (await assumer)(assumption);
    if (!('denied' in answer)) return answer;
    const { account, role } = assumption;
    const facts = { account, roleName: role.roleName };
    throw new MisconfiguredError(`the member role of account ${account} cannot be assumed`, facts, {
      cause: answer.denied,
    });
  };
  const sessions = new Map<string, { readonly session: Promise<SessionCredentials>; renewAtMs: number }>();

  return (account: string, role: MemberRole, actor: Actor): Promise<SessionCredentials> => {
    const now = host.clock.nowMs();
    for (const [key, { renewAtMs }] of sessions) if (now >= renewAtMs) sessions.delete(key);
    const key = JSON.stringify([account, role.roleName, role.externalId, actor]);
    const known = sessions.get(key);
    if (known) return known.session;
    const session = assume({ account, role, actor, partition: partitionOf(home.region) });
    const entry = { session, renewAtMs: Number.POSITIVE_INFINITY };
    sessions.set(key, entry);
    session.then(
      ({ expiration }) => {
        entry.renewAtMs = expiration.getTime() - RENEW_BEFORE_MS;
      },
      () => sessions.delete(key),
    );
    return session;
  };
};
