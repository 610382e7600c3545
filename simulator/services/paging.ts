import type { ApiError } from '../wire/api-error.ts';
import type { ServiceCall } from '../wire/service.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface PageContext {
  readonly call: ServiceCall;
  readonly defaultSize: number;
  /** The API's error for a token that it never gave. */
  readonly invalid: (message: string) => ApiError;
}

/** Everything that must stay the same from page to page. */
const fingerprint = ({ caller, facts, sim }: ServiceCall): string => {
  const { NextToken, MaxResults, ...question } = facts.parameters;
  return sim.hex(['page', caller.account, caller.region, facts.operation, JSON.stringify(question)], 24);
};

/** One page of a list, and the token of the next. Tokens are opaque and serve only the question that they came from.
 * @throws ApiError from `invalid` */
export const pageOf = <T>(
  rows: readonly T[],
  request: PageRequest,
  { call, defaultSize, invalid }: PageContext,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } => {
  const mark = fingerprint(call);
  const [given, offset = ''] = Buffer.from(request.NextToken ?? '', 'base64')
    .toString('latin1')
    .split(':');
  if (request.NextToken !== undefined && (given !== mark || !/^\d+$/.test(offset)))
    throw invalid('NextToken is not valid');
  const from = Number(offset);
  const to = from + (request.MaxResults ?? defaultSize);
  const nextToken = to < rows.length ? Buffer.from(`${mark}:${to}`, 'latin1').toString('base64') : undefined;
  return { page: rows.slice(from, to), nextToken };
};
