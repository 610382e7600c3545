import {
  type CreateFlowLogsCommandInput,
  DestinationFileFormat,
  FlowLogsResourceType,
  LogDestinationType,
  TaggableResourceType,
  TrafficType,
} from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import type { VerbatimFlowLogs } from '../domain/lead.ts';
import { parseOrThrow } from '../policy/violations.ts';

const text = z.optional(z.string());
const flag = z.optional(z.boolean());

/** The members that this SDK knows. Strict, because the SDK drops the others without a word. */
const createFlowLogsInput = z.strictObject({
  ResourceIds: z.array(z.string()),
  ResourceType: z.enum(FlowLogsResourceType),
  TrafficType: z.optional(z.enum(TrafficType)),
  LogDestinationType: z.optional(z.enum(LogDestinationType)),
  LogDestination: text,
  LogGroupName: text,
  DeliverLogsPermissionArn: text,
  DeliverCrossAccountRole: text,
  LogFormat: text,
  MaxAggregationInterval: z.optional(z.number()),
  DestinationOptions: z.optional(
    z.strictObject({
      FileFormat: z.optional(z.enum(DestinationFileFormat)),
      HiveCompatiblePartitions: flag,
      PerHourPartition: flag,
    }),
  ),
  TagSpecifications: z.optional(
    z.array(
      z.strictObject({
        ResourceType: z.literal('vpc-flow-log'),
        Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })),
      }),
    ),
  ),
  TagFieldSpecifications: z.optional(
    z.array(
      z.strictObject({
        ResourceType: z.optional(z.enum(TaggableResourceType)),
        TagKeys: z.optional(z.array(z.string())),
      }),
    ),
  ),
  ClientToken: text,
  DryRun: flag,
});

/** A request in the SDK's own types. @throws ContractError that lists every member that it could not send */
export const createFlowLogsInputFrom = (request: VerbatimFlowLogs): CreateFlowLogsCommandInput =>
  parseOrThrow(createFlowLogsInput, request, 'CreateFlowLogs request');
