import type { AccountRegion } from '../domain/account-region.ts';
import { recordedAlarmReader } from './recorded-alarms.ts';
import { recordedNetworkReader } from './recorded-network.ts';

/** Everything that a plan is made from, out of one recording.
 * @throws ContractError when the JSON is no recorded network; every violation is listed by path */
export const recordedReaders = (json: unknown, home?: AccountRegion) => ({
  network: recordedNetworkReader(json, home),
  alarms: recordedAlarmReader(json),
});
