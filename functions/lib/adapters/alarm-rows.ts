import * as z from 'zod/mini';
import type { DescribedAlarm } from '../ports/alarm-reader.ts';
import { list, maybe, text } from './network/rows.ts';

/** CloudWatch alarms in our words. Member names are those of the DescribeAlarms API reference. */

const dimensions = list(z.object({ Name: text, Value: text }));

/** An alarm has one metric of its own, or a list of metrics and expressions over them. */
const metricSchema = z.object({
  AlarmName: text,
  StateValue: maybe,
  Dimensions: dimensions,
  Metrics: list(
    z.object({
      MetricStat: z.optional(
        z.nullable(z.object({ Metric: z.optional(z.nullable(z.object({ Dimensions: dimensions }))) })),
      ),
    }),
  ),
});

const compositeSchema = z.object({ AlarmName: text, StateValue: maybe, AlarmRule: text });

type DimensionRow = z.output<typeof dimensions>[number];

const dimensionOf = ({ Name, Value }: DimensionRow) => ({ name: Name, value: Value });

const metricAlarm = (row: unknown): readonly DescribedAlarm[] => {
  const parsed = metricSchema.safeParse(row);
  if (!parsed.success) return [];
  const { AlarmName, StateValue, Dimensions, Metrics } = parsed.data;
  const all = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [])];
  return [{ name: AlarmName, state: StateValue ?? '', dimensions: all.map(dimensionOf) }];
};

const compositeAlarm = (row: unknown): readonly DescribedAlarm[] => {
  const parsed = compositeSchema.safeParse(row);
  if (!parsed.success) return [];
  const { AlarmName, StateValue, AlarmRule } = parsed.data;
  return [{ name: AlarmName, state: StateValue ?? '', dimensions: [], rule: AlarmRule }];
};

/** Alarms of both kinds. A row that does not parse is none: its alarm is then said not to exist. */
export const describedAlarms = (rows: {
  readonly metric: readonly unknown[];
  readonly composite: readonly unknown[];
}): readonly DescribedAlarm[] => [...rows.metric.flatMap(metricAlarm), ...rows.composite.flatMap(compositeAlarm)];
