import * as z from 'zod/mini';
import { placeKey } from '../domain/account-region.ts';
import { parseOrThrow } from '../policy/violations.ts';
import type { AlarmReader } from '../ports/alarm-reader.ts';
import { describedAlarms } from './alarm-rows.ts';
import { list } from './network/rows.ts';
import { recordedPlaces } from './recorded-places.ts';

/** The lists that DescribeAlarms returns, beside those of the network. */
const alarmsSchema = z.object({ MetricAlarms: list(z.unknown()), CompositeAlarms: list(z.unknown()) });

/** The alarms of a recorded network. Nothing is called.
 * @throws ContractError when the JSON is no recorded network; every violation is listed by path */
export const recordedAlarmReader = (json: unknown): AlarmReader => {
  const alarms = new Map(
    recordedPlaces(json).map(({ where, value }) => {
      const what = `recorded network, ${placeKey(where)}`;
      const { MetricAlarms, CompositeAlarms } = parseOrThrow(alarmsSchema, value, what);
      return [placeKey(where), describedAlarms({ metric: MetricAlarms, composite: CompositeAlarms })];
    }),
  );
  return {
    describe: async (where, names) => ({
      alarms: (alarms.get(placeKey(where)) ?? []).filter(({ name }) => names.includes(name)),
    }),
  };
};
