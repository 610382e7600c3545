import type { AlarmReader } from '../ports/alarm-reader.ts';
import { describedAlarms } from './alarm-rows.ts';
import type { LazyClients } from './lazy-clients.ts';
import { optionalRefusalIn } from './network/reading.ts';

/** Alarms of any account and Region of ours. */
export const awsAlarmReader = ({ alarms }: Pick<LazyClients, 'alarms'>): AlarmReader => ({
  describe: async (where, names) => {
    try {
      return { alarms: describedAlarms(await (await alarms(where)).describe(names)) };
    } catch (error) {
      const unread = optionalRefusalIn(error);
      if (unread === undefined) throw error;
      return { alarms: [], unread };
    }
  },
});
