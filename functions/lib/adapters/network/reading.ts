import type { AccountRegion } from '../../domain/account-region.ts';
import { MisconfiguredError } from '../../domain/errors.ts';
import type { NetworkPart } from '../../domain/network/network.ts';
import { isDenied } from '../ec2-faults.ts';

/** By these names EC2, Network Firewall and STS say that a caller may not, or that its account has no such Region. */
const REFUSED = new Set(['UnrecognizedClientException', 'InvalidClientTokenId', 'RegionDisabledException']);

/** Why a read was refused, where a repetition would be refused as well; undefined for every other failure. */
export const refusalIn = (error: unknown): string | undefined => {
  if (error instanceof MisconfiguredError) return error.message;
  if (!(error instanceof Error)) return undefined;
  return isDenied({ code: error.name, message: '' }) || REFUSED.has(error.name) ? error.name : undefined;
};

/** Client faults by their HTTP status, which pass by themselves all the same. */
const TRANSIENT = new Set(['RequestExpired', 'RequestThrottled', 'Throttling', 'ThrottlingException']);

/** Like `refusalIn`, for a read that a plan can do without: a request that its service does not understand is refused too,
 * since the same request would never be understood. */
export const optionalRefusalIn = (error: unknown): string | undefined => {
  const refusal = refusalIn(error);
  if (refusal !== undefined || !(error instanceof Error) || TRANSIENT.has(error.name)) return refusal;
  return '$fault' in error && error.$fault === 'client' ? error.name : undefined;
};

type Read = (where: AccountRegion, what: string, read: () => Promise<NetworkPart>) => Promise<NetworkPart>;

const reading =
  (refusal: (error: unknown) => string | undefined): Read =>
  async ({ account, region }, what, read) => {
    try {
      return await read();
    } catch (error) {
      const reason = refusal(error);
      if (reason === undefined) throw error;
      return { unread: [{ account, region, what, reason }] };
    }
  };

/** Reads one thing. What may not be read becomes a note in the network; every other failure passes through. */
export const readable = reading(refusalIn);

/** Reads one thing that a plan can do without: see `optionalRefusalIn`. */
export const readOptional = reading(optionalRefusalIn);

/** Every row of every page. */
export const allRows = async <P, R>(
  pages: AsyncIterable<P>,
  rowsOf: (page: P) => readonly R[] | undefined,
): Promise<readonly R[]> => {
  const rows: R[] = [];
  for await (const page of pages) rows.push(...(rowsOf(page) ?? []));
  return rows;
};
