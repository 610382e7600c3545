import {
  type AlarmType,
  CloudWatchClient,
  type CloudWatchClientConfig,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { inChunks } from './network/chunks.ts';

/** Rows as DescribeAlarms gives them. */
export interface AlarmRows {
  readonly metric: readonly unknown[];
  readonly composite: readonly unknown[];
}

export interface CloudWatchAlarms {
  /** Alarms by name; those that do not exist have no row. @throws what CloudWatch throws, a denial among it */
  describe(names: readonly string[]): Promise<AlarmRows>;
}

/** Most names that a call takes, and most rows of a page (DescribeAlarms API reference). */
const MOST = 100;

/** CloudWatch of one account and Region. A file of its own, imported for the first composite alarm: few leads are one. */
export const cloudWatchAlarms = (config: CloudWatchClientConfig): CloudWatchAlarms => {
  const client = new CloudWatchClient(config);
  return {
    describe: async (names) => {
      const metric: unknown[] = [];
      const composite: unknown[] = [];
      for (const AlarmNames of inChunks(names, MOST)) {
        // Without their type, composite alarms are left out of the answer.
        const wanted = {
          AlarmNames: [...AlarmNames],
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] satisfies AlarmType[],
        };
        for await (const page of paginateDescribeAlarms({ client, pageSize: MOST }, wanted)) {
          metric.push(...(page.MetricAlarms ?? []));
          composite.push(...(page.CompositeAlarms ?? []));
        }
      }
      return { metric, composite };
    },
  };
};
