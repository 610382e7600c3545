const NO_CREDENTIALS = /CredentialsProvider|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|TokenProvider/;
const REFUSED = /AccessDenied|NotAuthorized|UnauthorizedOperation/;

/** The request never got an answer. */
const NO_PLACE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|ETIMEDOUT)$/;

export const isUnreachable = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && NO_PLACE.test(String(error.code))) || error.name === 'TimeoutError');

/** The SDK does not know where to send a request. */
export const isWithoutRegion = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Region is missing';

/** AWS does not let the caller in, or does not know who calls. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Error && (NO_CREDENTIALS.test(error.name) || REFUSED.test(error.name));

const isForbidden = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');

/** What to do about a fault of AWS, on the way to it, or of a file that may not be read; undefined for every other error. */
export const adviceOn = (error: unknown): string | undefined => {
  if (isForbidden(error)) return 'ask its owner for access';
  if (isWithoutRegion(error)) return 'set AWS_REGION';
  if (isUnreachable(error)) return 'check AWS_REGION and the network';
  if (!isRefused(error) || !(error instanceof Error)) return undefined;
  return NO_CREDENTIALS.test(error.name)
    ? 'sign in to AWS, or name a profile in AWS_PROFILE'
    : 'ask for the permission; docs/cli.md lists what each command needs';
};
