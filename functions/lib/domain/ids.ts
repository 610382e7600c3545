import { createHash } from 'node:crypto';

/** A value that JSON can hold and whose text is stable: arrays of strings and numbers. */
type Part = string | number | readonly Part[];

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The one id scheme: a prefix and a hash over the JSON array of the parts. Parts never meet as joined text, so two
 * different lists cannot give one id, and no character of an event reaches a key, a name or a path.
 * @param length hexadecimal digits kept, 1 to 64; 40 by default (160 bits). */
const idFrom = (prefix: string, parts: readonly Part[], length = 40): string =>
  `${prefix}-${sha256Hex(JSON.stringify(parts)).slice(0, length)}`;

/** Id of a case: `c-` and 40 hexadecimal digits. Also a legal Step Functions execution name (at most 80 characters).
 * @param key what makes triggers belong to one case: `['guardduty', findingArn]`, for example. */
export const caseIdFrom = (key: readonly Part[]): string => idFrom('c', key);

/** Id of a capture target within a case: one firewall, one scope (zone or endpoint), one batch of at most 20 filters. */
export const captureKeyFrom = (parts: readonly Part[]): string => idFrom('t', parts, 16);

/** Id of a filter within a plan: the same for every spelling of it. @param key what `filterKey` gives */
export const filterIdFrom = (key: string): string => idFrom('f', [key], 16);

/** `ClientToken` for `CreateFlowLogs`: at most 64 ASCII characters (CreateFlowLogs API reference). */
export const clientTokenFrom = (parts: readonly Part[]): string => idFrom('flowtrap', parts);
