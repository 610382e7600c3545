import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccountRegion } from '../domain/account-region.ts';
import type { Host } from '../runtime/host.ts';
import type { Actor, AssumeRole, Assumption } from './member-credentials.ts';

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'RegionDisabledException']);

/** Session names are 2 to 64 characters of `[\w+=,.@-]` (AssumeRole API reference); our ids are within that. */
export const sessionNameOf = (actor: Actor): string => `flowtrap-${actor.replace(/[^\w-]/g, '').slice(0, 24)}`;

const commandFor = ({ account, role, actor, partition }: Assumption): AssumeRoleCommand => {
  const name = sessionNameOf(actor);
  return new AssumeRoleCommand({
    RoleArn: `arn:${partition}:iam::${account}:role/${role.roleName}`,
    RoleSessionName: name,
    SourceIdentity: name,
    ExternalId: role.externalId,
    DurationSeconds: 3_600,
  });
};

const denial = (cause: unknown) => {
  if (cause instanceof Error && DENIED.has(cause.name)) return { denied: cause };
  throw cause;
};

/** Assumes roles through STS of the home Region. A file of its own, imported when the first role is assumed: a function that
 * works in its own account never loads STS. Bundles share no classes, so a denial is a value. */
export const roleAssumer = (host: Host, home: AccountRegion): AssumeRole => {
  const sts = new STSClient({ region: home.region, ...host.clientConfig('sts') });
  return async (assumption) => {
    const answer = await sts.send(commandFor(assumption)).catch(denial);
    if ('denied' in answer) return answer;
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      return { denied: new Error('no credentials') };
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };
};
