import * as z from 'zod/mini';
import { type FlowFilter, MAX_FILTERS_PER_OPERATION } from '../../domain/flow-filter.ts';
import { fromApiFilter } from '../../domain/flow-filter-api.ts';
import type { Problem, VerbatimCapture } from '../../domain/lead.ts';
import { listOf, textUpTo, wholeNumber } from '../../policy/ranges.ts';
import { type Checked, checked, given, problemAt, type Raw, under } from './checked.ts';

/** An `int` of the AWS JSON protocol. */
const MAX_INT = 2_147_483_647;

const FIREWALL_ARN = /^arn:aws[a-z-]*:network-firewall:[a-z0-9-]+:\d{12}:firewall\/[A-Za-z0-9-]{1,128}$/;
const ASSOCIATION_ARN = /^arn:aws[a-z-]*:network-firewall:[a-z0-9-]+:\d{12}:vpc-endpoint-association\/[\w/-]+$/;

/** `StartFlowCapture` (API reference): names, lengths and forms. */
const startFlowCapture = z.strictObject(
  {
    FirewallArn: textUpTo(256, FIREWALL_ARN, 'the ARN of a firewall'),
    AvailabilityZone: z.optional(
      textUpTo(64, /^[a-z0-9]+(-[a-z0-9]+)+$/, 'an Availability Zone such as eu-central-1a or euc1-az2'),
    ),
    VpcEndpointId: z.optional(textUpTo(256, /^vpce-[a-zA-Z0-9]+$/, 'a VPC endpoint id such as vpce-0a1b2c3d')),
    VpcEndpointAssociationArn: z.optional(textUpTo(256, ASSOCIATION_ARN, 'the ARN of a VPC endpoint association')),
    MinimumFlowAgeInSeconds: z.optional(wholeNumber(0, MAX_INT)),
    FlowFilters: listOf(z.unknown(), 1, MAX_FILTERS_PER_OPERATION),
  },
  { error: 'an object with the members of StartFlowCapture' },
);

const SCOPES = ['AvailabilityZone', 'VpcEndpointId', 'VpcEndpointAssociationArn'];

/** Which part of the firewall several of them would mean is not documented. */
const oneScope = (raw: Raw): readonly Problem[] => {
  const [, ...others] = SCOPES.filter((member) => given(raw, member));
  return others.map((member) => problemAt(raw, member, `at most one of ${SCOPES.join(', ')}`, 'one too many'));
};

const listed = (raw: Raw): readonly unknown[] =>
  Array.isArray(raw.FlowFilters) ? raw.FlowFilters.slice(0, MAX_FILTERS_PER_OPERATION) : [];

/** The console wants an address in each filter, and a filter without one admits every flow of the firewall. */
const anAddress = (value: unknown): readonly Problem[] => {
  const reading = fromApiFilter(value);
  if ('problems' in reading) return reading.problems;
  if (reading.filter.source !== undefined || reading.filter.destination !== undefined) return [];
  return [{ path: '', problem: 'without an address', allowed: 'a SourceAddress, a DestinationAddress, or both' }];
};

const filterProblems = (raw: Raw): readonly Problem[] =>
  listed(raw).flatMap((filter, index) => under(`FlowFilters[${index}]`, anAddress(filter)));

const filtersOf = (values: readonly unknown[]): readonly FlowFilter[] =>
  values.map(fromApiFilter).flatMap((reading) => ('filter' in reading ? [reading.filter] : []));

/** Reads the JSON of `aws network-firewall start-flow-capture --cli-input-json`. Placeholders of its skeleton, which are
 * empty texts, are violations. */
export const readStartFlowCapture = (value: unknown): Checked<VerbatimCapture> => {
  const reading = checked(startFlowCapture, value, [oneScope, filterProblems]);
  if ('problems' in reading) return reading;
  const { FirewallArn, FlowFilters, MinimumFlowAgeInSeconds: age, ...scope } = reading.value;
  return {
    value: {
      firewallArn: FirewallArn,
      ...(scope.AvailabilityZone === undefined ? {} : { availabilityZone: scope.AvailabilityZone }),
      ...(scope.VpcEndpointId === undefined ? {} : { vpcEndpointId: scope.VpcEndpointId }),
      ...(scope.VpcEndpointAssociationArn === undefined
        ? {}
        : { vpcEndpointAssociationArn: scope.VpcEndpointAssociationArn }),
      ...(age === undefined ? {} : { minimumFlowAgeSeconds: age }),
      filters: filtersOf(FlowFilters),
    },
  };
};
