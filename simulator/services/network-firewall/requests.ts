import * as z from 'zod/mini';
import type { PortSpan, TableFilter } from '../../network/flow-table.ts';
import { readBlock } from '../../network/ip.ts';
import { ApiError } from '../../wire/api-error.ts';
import { violationText } from '../../wire/violations.ts';

const arn = z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^arn:aws.*/));
const address = z.object({
  AddressDefinition: z.string().check(z.minLength(1), z.maxLength(255), z.regex(/^([a-fA-F\d:.]+($|\/\d{1,3}))$/)),
});
const port = z.string().check(z.minLength(1), z.maxLength(1_024), z.regex(/^.*$/));

const flowFilter = z.object({
  SourceAddress: z.optional(address),
  DestinationAddress: z.optional(address),
  SourcePort: z.optional(port),
  DestinationPort: z.optional(port),
  Protocols: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(12)))),
});

/** `FlowFilter` in the API's own form. */
export type ApiFilter = z.output<typeof flowFilter>;

const scope = {
  AvailabilityZone: z.optional(z.string()),
  VpcEndpointId: z.optional(z.string().check(z.minLength(5), z.maxLength(256), z.regex(/^vpce-[a-zA-Z0-9]*$/))),
  VpcEndpointAssociationArn: z.optional(arn),
};
const paging = {
  MaxResults: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  NextToken: z.optional(z.string().check(z.minLength(1), z.maxLength(4_096), z.regex(/[0-9A-Za-z:/+=]+$/))),
};
const operationId = z
  .string()
  .check(z.minLength(36), z.maxLength(36), z.regex(/^([0-9a-f]{8})-([0-9a-f]{4}-){3}([0-9a-f]{12})$/));

export const startRequest = z.object({
  FirewallArn: arn,
  ...scope,
  MinimumFlowAgeInSeconds: z.optional(z.int()),
  /** "Up to 20" (StartFlowCapture API reference). */
  FlowFilters: z.array(flowFilter).check(z.maxLength(20)),
});
export const describeOperationRequest = z.object({ FirewallArn: arn, ...scope, FlowOperationId: operationId });
export const listOperationsRequest = z.object({
  FirewallArn: arn,
  ...scope,
  ...paging,
  FlowOperationType: z.optional(z.enum(['FLOW_CAPTURE', 'FLOW_FLUSH'])),
});
export const listResultsRequest = z.object({ FirewallArn: arn, ...scope, ...paging, FlowOperationId: operationId });
export const listFirewallsRequest = z.object({
  ...paging,
  VpcIds: z.optional(z.array(z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^vpc-[0-9a-f]+$/)))),
});
const firewallName = z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^[a-zA-Z0-9-]+$/));
export const describeFirewallRequest = z.object({
  FirewallArn: z.optional(arn),
  FirewallName: z.optional(firewallName),
});
export const describeMetadataRequest = z.object({ FirewallArn: arn });
export const listAssociationsRequest = z.object({ ...paging, FirewallArn: z.optional(arn) });
export const describeAssociationRequest = z.object({ VpcEndpointAssociationArn: arn });

export type ScopeMembers = Pick<z.output<typeof startRequest>, keyof typeof scope>;

/** The API's refusal of a request. */
export const invalidRequest = (message: string): ApiError => new ApiError('InvalidRequestException', message);

/** Checks a request against the model's constraints. @throws ApiError InvalidRequestException naming every violation */
export const readRequest = <S extends z.ZodMiniType>(schema: S, parameters: unknown): z.output<S> => {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  throw invalidRequest(violationText(result.error));
};

/** `1994`, `1990:1994` or `ANY` (StartFlowCapture API reference). */
const readPorts = (text: string | undefined): PortSpan | undefined => {
  if (text === undefined || text === 'ANY') return undefined;
  const [, first, last = first] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === undefined || from > to || to > 65_535) throw invalidRequest(`the port ${text} is not valid`);
  return { from, to };
};

const readAddress = (member: ApiFilter['SourceAddress']) => {
  if (!member) return undefined;
  const block = readBlock(member.AddressDefinition);
  if (!block) throw invalidRequest(`the address ${member.AddressDefinition} is not valid`);
  return block;
};

const readProtocols = (protocols: readonly string[] | undefined): ReadonlySet<number> | undefined => {
  const bad = protocols?.find((text) => !/^\d{1,3}$/.test(text) || Number(text) > 255);
  if (bad !== undefined) throw invalidRequest(`the protocol ${bad} is not valid`);
  return protocols && protocols.length > 0 ? new Set(protocols.map(Number)) : undefined;
};

/** Reads a filter. @throws ApiError InvalidRequestException when a value means nothing */
export const readFilter = (filter: ApiFilter): TableFilter => ({
  source: readAddress(filter.SourceAddress),
  sourcePort: readPorts(filter.SourcePort),
  destination: readAddress(filter.DestinationAddress),
  destinationPort: readPorts(filter.DestinationPort),
  protocols: readProtocols(filter.Protocols),
});
