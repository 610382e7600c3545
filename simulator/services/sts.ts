import { ApiError } from '../wire/api-error.ts';
import type { ServiceCall } from '../wire/service.ts';
import { element, xmlText } from './ec2/xml.ts';
import { flatParameters, queryService } from './query-service.ts';

const needed = ({ facts }: ServiceCall, name: string): string => {
  const value = facts.parameters[name];
  if (typeof value !== 'string' || value === '')
    throw new ApiError(
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
};

const optional = ({ facts }: ServiceCall, name: string): string | undefined => {
  const value = facts.parameters[name];
  return typeof value === 'string' ? value : undefined;
};

const checkSession = (session: string): void => {
  if (!/^[\w+=,.@-]{2,64}$/.test(session))
    throw new ApiError(
      'ValidationError',
      `Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
};

/** The role, when its trust lets this caller in. One answer for every refusal, as AWS has it. */
const trustedRole = (call: ServiceCall, roleArn: string) => {
  const { caller, sim } = call;
  const [, account, name] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(roleArn) ?? [];
  if (!account || !name) throw new ApiError('ValidationError', `${roleArn} is invalid`);
  const role = sim.world.roles.find((row) => row.account === account && row.RoleName === name);
  const external = role?.ExternalId === undefined || role.ExternalId === optional(call, 'ExternalId');
  if (!role?.TrustedAccounts.includes(caller.account) || !external)
    throw new ApiError(
      'AccessDenied',
      `User: arn:aws:iam::${caller.account}:root is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  return { account, name };
};

const durationOf = (call: ServiceCall): number => {
  const seconds = Number(optional(call, 'DurationSeconds') ?? 3_600);
  if (!(seconds >= 900 && seconds <= 43_200))
    throw new ApiError('ValidationError', 'DurationSeconds must be between 900 and 43200');
  return seconds;
};

/** The twelve digits of the account stand inside the access key id, so that its calls can be told apart. */
const assumeRole = (call: ServiceCall): string => {
  const { sim, caller } = call;
  const roleArn = needed(call, 'RoleArn');
  const session = needed(call, 'RoleSessionName');
  checkSession(session);
  const { account, name } = trustedRole(call, roleArn);
  const untilMs = sim.clock.nowMs() + durationOf(call) * 1_000;
  const secret = sim.hex(['session', caller.account, roleArn, session, sim.clock.nowMs()], 40);
  const credentials =
    element('AccessKeyId', `ASIA${account}ROLE`) +
    element('SecretAccessKey', secret) +
    element('SessionToken', Buffer.from(`session:${secret}`).toString('base64')) +
    element('Expiration', new Date(untilMs).toISOString());
  const user =
    element('AssumedRoleId', `AROA${sim.hex(['role', roleArn], 17).toUpperCase()}:${xmlText(session)}`) +
    element('Arn', `arn:aws:sts::${account}:assumed-role/${name}/${xmlText(session)}`);
  return element('Credentials', credentials) + element('AssumedRoleUser', user);
};

const getCallerIdentity = ({ caller, sim }: ServiceCall): string =>
  element('Arn', `arn:aws:iam::${caller.account}:root`) +
  element('UserId', sim.hex(['user', caller.accessKeyId], 21).toUpperCase()) +
  element('Account', caller.account);

const OPERATIONS: Readonly<Record<string, (call: ServiceCall) => string>> = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};

/** AWS STS, Query protocol. */
export const stsService = queryService({
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: OPERATIONS,
  read: (form) => {
    const parameters = flatParameters(form);
    return { parameters, resource: parameters.RoleArn };
  },
});
