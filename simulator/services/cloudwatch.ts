import * as z from 'zod/mini';
import { ApiError } from '../wire/api-error.ts';
import { jsonService } from '../wire/json-service.ts';
import type { ServiceCall } from '../wire/service.ts';
import { violationText } from '../wire/violations.ts';
import { placeIn } from '../world/world.ts';
import { pageOf } from './paging.ts';

const name = z.string().check(z.minLength(1), z.maxLength(255));
const describeSchema = z.strictObject({
  AlarmNames: z.optional(z.array(name).check(z.maxLength(100))),
  AlarmTypes: z._default(z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])), ['MetricAlarm']),
  MaxRecords: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  NextToken: z.optional(z.string()),
});

/** Metric alarms unless the types say more; a page counts alarms of both kinds. */
const describeAlarms = (call: ServiceCall): object => {
  const { sim, caller, facts } = call;
  const request = describeSchema.safeParse(facts.parameters);
  if (!request.success) throw new ApiError('ValidationError', violationText(request.error));
  const { AlarmNames, AlarmTypes, MaxRecords, NextToken } = request.data;
  const { MetricAlarms = [], CompositeAlarms = [] } =
    placeIn(sim.world, caller.account, caller.region)?.resources ?? {};
  const ofKind = (kind: (typeof AlarmTypes)[number], rows: readonly { readonly AlarmName: string }[]) =>
    AlarmTypes.includes(kind) ? rows.map((row) => ({ kind, row })) : [];
  const all = [...ofKind('CompositeAlarm', CompositeAlarms), ...ofKind('MetricAlarm', MetricAlarms)];
  const { page, nextToken } = pageOf(
    all.filter(({ row }) => AlarmNames?.includes(row.AlarmName) ?? true),
    { MaxResults: MaxRecords, NextToken },
    { call, defaultSize: 50, invalid: (message) => new ApiError('InvalidNextToken', message) },
  );
  const rowsOf = (wanted: string) => page.filter(({ kind }) => kind === wanted).map(({ row }) => row);
  return { MetricAlarms: rowsOf('MetricAlarm'), CompositeAlarms: rowsOf('CompositeAlarm'), NextToken: nextToken };
};

/** Amazon CloudWatch's alarms, AWS JSON 1.0. */
export const cloudWatchService = jsonService({
  version: '1.0',
  target: 'GraniteServiceVersion20100801',
  resourceMembers: [],
  operations: { DescribeAlarms: describeAlarms },
});
