import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { MisconfiguredError } from '../domain/errors.ts';
import type { AccountRegion } from '../ports/flow-logs.ts';

/** A refusal by EC2 that a repetition would not change. */
export interface Ec2Fault {
  readonly code: string;
  readonly message: string;
}

/** Codes by which EC2 and STS say that the caller may not. EC2 has no typed exceptions: only the name tells them apart. */
const DENIED = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'OptInRequired',
]);
/** Client faults by their HTTP status, which pass by themselves all the same. */
const TRANSIENT = new Set(['RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'RequestExpired']);

export const isDenied = ({ code }: Ec2Fault): boolean => DENIED.has(code);

/** The refusal in an error, or undefined when it may pass by itself: a time-out, a throttle, a fault of the service. */
export const ec2Fault = (error: unknown): Ec2Fault | undefined =>
  error instanceof EC2ServiceException && error.$fault === 'client' && !TRANSIENT.has(error.name)
    ? { code: error.name, message: error.message }
    : undefined;

/** Runs a read. @throws MisconfiguredError when EC2 denies it */
export const misconfiguredOnDenial = async <T>(where: AccountRegion, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (cause) {
    const fault = ec2Fault(cause);
    if (fault === undefined || !isDenied(fault)) throw cause;
    const { account, region } = where;
    throw new MisconfiguredError(
      `EC2 denies reading in ${account}/${region}`,
      { account, region, code: fault.code },
      { cause },
    );
  }
};
