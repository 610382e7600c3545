import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
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

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'RegionDisabledException']);

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** Session names are 2 to 64 characters of `[\w+=,.@-]` (AssumeRole API reference); our ids are within that. */
export const sessionNameOf = (actor: Actor): string => `flowtrap-${actor.replace(/[^\w-]/g, '').slice(0, 24)}`;

interface Assumption {
  readonly account: string;
  readonly role: MemberRole;
  readonly actor: Actor;
  readonly partition: string;
}

const misconfigured = ({ account, role }: Assumption, cause?: unknown) =>
  new MisconfiguredError(
    `the member role of account ${account} cannot be assumed`,
    { account, roleName: role.roleName },
    { cause },
  );

const assumeRole = async (sts: STSClient, assumption: Assumption): Promise<SessionCredentials> => {
  const { account, role, actor, partition } = assumption;
  const name = sessionNameOf(actor);
  const command = new AssumeRoleCommand({
    RoleArn: `arn:${partition}:iam::${account}:role/${role.roleName}`,
    RoleSessionName: name,
    SourceIdentity: name,
    ExternalId: role.externalId,
    DurationSeconds: 3_600,
  });
  const answer = await sts.send(command).catch((cause: unknown) => {
    throw cause instanceof Error && DENIED.has(cause.name) ? misconfigured(assumption, cause) : cause;
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) throw misconfigured(assumption);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
};

/** Credentials this close to their end are replaced. */
const RENEW_BEFORE_MS = 300_000;

/** Assumes the member role of other accounts, once for each account, role and actor until shortly before the session ends.
 * @throws MisconfiguredError when the role cannot be assumed: an operator must deploy or repair it */
export const memberCredentials = (host: Host, home: AccountRegion) => {
  const sts = new STSClient({ region: home.region, ...host.clientConfig('sts') });
  const sessions = new Map<string, { readonly session: Promise<SessionCredentials>; renewAtMs: number }>();

  return (account: string, role: MemberRole, actor: Actor): Promise<SessionCredentials> => {
    const now = host.clock.nowMs();
    for (const [key, { renewAtMs }] of sessions) if (now >= renewAtMs) sessions.delete(key);
    const key = JSON.stringify([account, role.roleName, role.externalId, actor]);
    const known = sessions.get(key);
    if (known) return known.session;
    const session = assumeRole(sts, { account, role, actor, partition: partitionOf(home.region) });
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
