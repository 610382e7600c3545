import * as z from 'zod/mini';
import type { AccountRegion } from '../domain/account-region.ts';
import { parseOrThrow } from '../policy/violations.ts';
import { text } from './network/rows.ts';

const recordingSchema = z.object({ accounts: z.record(text, z.record(text, z.unknown())) });

/** Regions have names of this form; what else an account holds is no network. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** One Region of one account of a recording, as its JSON has it. */
export interface RecordedPlace {
  readonly where: AccountRegion;
  readonly value: unknown;
}

/** Every Region of every account of a recording.
 * @throws ContractError when the JSON is no recorded network; every violation is listed by path */
export const recordedPlaces = (json: unknown): readonly RecordedPlace[] => {
  const { accounts } = parseOrThrow(recordingSchema, json, 'recorded network');
  return Object.entries(accounts).flatMap(([account, regions]) =>
    Object.entries(regions)
      .filter(([region]) => REGION.test(region))
      .map(([region, value]) => ({ where: { account, region }, value })),
  );
};
