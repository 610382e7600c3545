import * as z from 'zod/mini';
import { seededUuid } from '../seeded.ts';
import { ApiError } from '../wire/api-error.ts';
import { jsonService } from '../wire/json-service.ts';
import type { ServiceCall } from '../wire/service.ts';
import { violationText } from '../wire/violations.ts';

const entrySchema = z.object({
  EventBusName: z._default(z.string().check(z.minLength(1)), 'default'),
  Source: z.optional(z.string()),
  DetailType: z.optional(z.string()),
  Detail: z.optional(z.string()),
  Resources: z._default(z.array(z.string()), []),
  Time: z.optional(z.number()),
});
type Entry = z.output<typeof entrySchema>;

const requestSchema = z.object({ Entries: z.array(entrySchema).check(z.minLength(1), z.maxLength(10)) });

/** PutEvents requests are at most 1 MB (PutEvents API reference). */
const MAX_BYTES = 1_048_576;

const jsonOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Why an entry is refused: HTTP 200 hides it. */
const refusal = ({ Source, DetailType, Detail }: Entry): { ErrorCode: string; ErrorMessage: string } | undefined => {
  if (!Source)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
    };
  if (!DetailType)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    };
  if (!Detail)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Detail is not valid. Reason: Detail is a required argument.',
    };
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  return jsonOf(Detail) ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
};

const record = ({ sim, caller }: ServiceCall, entry: Entry): string => {
  const eventId = seededUuid([sim.world.seed, 'event', sim.events.length]);
  sim.events.push({
    ...caller,
    atMs: sim.clock.nowMs(),
    eventId,
    bus: entry.EventBusName,
    source: entry.Source ?? '',
    detailType: entry.DetailType ?? '',
    detail: jsonOf(entry.Detail ?? ''),
    resources: entry.Resources,
  });
  return eventId;
};

const putEvents = (call: ServiceCall): object => {
  const result = requestSchema.safeParse(call.facts.parameters);
  if (!result.success) {
    throw new ApiError('ValidationException', violationText(result.error));
  }
  if (call.request.body.length > MAX_BYTES)
    throw new ApiError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const Entries = result.data.Entries.map((entry) => refusal(entry) ?? { EventId: record(call, entry) });
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
};

/** Amazon EventBridge, AWS JSON 1.1. A bus that does not exist is silently accepted, as AWS does. */
export const eventBridgeService = jsonService({
  version: '1.1',
  target: 'AWSEvents',
  resourceMembers: [],
  operations: { PutEvents: putEvents },
});
