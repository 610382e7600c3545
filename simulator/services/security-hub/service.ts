import * as z from 'zod/mini';
import { seededUuid } from '../../seeded.ts';
import { ApiError } from '../../wire/api-error.ts';
import { readJsonBody } from '../../wire/json-service.ts';
import type { Service, ServiceCall } from '../../wire/service.ts';
import { violationText } from '../../wire/violations.ts';
import { asffKey, type HubRecord } from './hub-store.ts';

const text = z.string().check(z.regex(/\S/));
const note = z.string().check(z.regex(/\S/), z.maxLength(512));

const asffSchema = z.object({
  FindingIdentifiers: z.array(z.object({ Id: text, ProductArn: text })).check(z.minLength(1), z.maxLength(100)),
  Note: z.optional(z.object({ Text: note, UpdatedBy: text })),
});

const ocsfSchema = z.object({
  MetadataUids: z.array(text).check(z.minLength(1), z.maxLength(100)),
  Comment: z.optional(note),
});

const read = <S extends z.ZodMiniType>(schema: S, code: string, { facts }: ServiceCall): z.output<S> => {
  const result = schema.safeParse(facts.parameters);
  if (result.success) return result.data;
  throw new ApiError(code, violationText(result.error));
};

const hubOf = ({ sim, caller }: ServiceCall) => {
  const hub = sim.hubs.at(caller);
  if (hub) return hub;
  throw new ApiError('InvalidAccessException', `Account ${caller.account} is not subscribed to AWS Security Hub`, 401);
};

/** Each update is told to everybody, like a new finding (Security Hub user guide, types of EventBridge events). */
const announce = ({ sim, caller }: ServiceCall, detailType: string, finding: HubRecord): void => {
  sim.events.push({
    account: caller.account,
    region: caller.region,
    atMs: sim.clock.nowMs(),
    eventId: seededUuid([sim.world.seed, 'event', sim.events.length]),
    bus: 'default',
    source: 'aws.securityhub',
    detailType,
    detail: { findings: [finding] },
    resources: [],
  });
};

const batchUpdateFindings = (call: ServiceCall): object => {
  const { FindingIdentifiers, Note } = read(asffSchema, 'InvalidInputException', call);
  const { asff } = hubOf(call);
  const known = FindingIdentifiers.filter(({ Id, ProductArn }) => asff.has(asffKey(Id, ProductArn)));
  for (const { Id, ProductArn } of known) {
    const key = asffKey(Id, ProductArn);
    const UpdatedAt = new Date(call.sim.clock.nowMs()).toISOString();
    const updated = { ...asff.get(key), ...(Note ? { Note: { ...Note, UpdatedAt } } : {}) };
    asff.set(key, updated);
    announce(call, 'Security Hub Findings - Imported', updated);
  }
  return {
    ProcessedFindings: known,
    UnprocessedFindings: FindingIdentifiers.filter((one) => !known.includes(one)).map((FindingIdentifier) => ({
      FindingIdentifier,
      ErrorCode: 'FindingNotFound',
      ErrorMessage: 'Finding Not Found',
    })),
  };
};

const batchUpdateFindingsV2 = (call: ServiceCall): object => {
  const { MetadataUids, Comment } = read(ocsfSchema, 'ValidationException', call);
  const { ocsf } = hubOf(call);
  const known = MetadataUids.filter((uid) => ocsf.has(uid));
  for (const uid of known) {
    const updated = { ...ocsf.get(uid), ...(Comment === undefined ? {} : { comment: Comment }) };
    ocsf.set(uid, updated);
    announce(call, 'Findings Imported V2', updated);
  }
  return {
    ProcessedFindings: known.map((MetadataUid) => ({ MetadataUid })),
    UnprocessedFindings: MetadataUids.filter((uid) => !known.includes(uid)).map((MetadataUid) => ({
      MetadataUid,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: 'Finding Not Found',
    })),
  };
};

interface Operation {
  readonly name: string;
  readonly run: (call: ServiceCall) => object;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'PATCH /findings/batchupdate': { name: 'BatchUpdateFindings', run: batchUpdateFindings },
  'PATCH /findingsv2/batchupdatev2': { name: 'BatchUpdateFindingsV2', run: batchUpdateFindingsV2 },
};

const HEADERS = { 'content-type': 'application/json' };

/** AWS Security Hub, REST with JSON: updates of findings, in both formats. */
export const securityHubService: Service = {
  read: (request) => {
    const operation = OPERATIONS[`${request.method} ${request.path}`];
    if (!operation)
      throw new ApiError('UnknownOperationException', `no operation ${request.method} ${request.path}`, 404);
    return { operation: operation.name, parameters: readJsonBody(request) };
  },
  run: (call) => {
    const operation = Object.values(OPERATIONS).find(({ name }) => name === call.facts.operation);
    if (!operation) throw new ApiError('UnknownOperationException', `no operation ${call.facts.operation}`, 404);
    return { status: 200, headers: HEADERS, body: JSON.stringify(operation.run(call)) };
  },
  fail: (error, _request, requestId) => ({
    status: error.status,
    headers: { ...HEADERS, 'x-amzn-errortype': error.code, 'x-amzn-requestid': requestId },
    body: JSON.stringify({ Code: error.code, Message: error.message }),
  }),
};
