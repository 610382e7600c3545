import { ApiError } from '../../wire/api-error.ts';
import type { ServiceCall } from '../../wire/service.ts';
import type { Region } from '../../world/schema.ts';
import { placeIn } from '../../world/world.ts';
import { pageOf } from '../paging.ts';
import {
  describeAssociationRequest,
  describeFirewallRequest,
  describeMetadataRequest,
  invalidRequest,
  listAssociationsRequest,
  listFirewallsRequest,
  readRequest,
} from './requests.ts';

export type FirewallRow = Region['Firewalls'][number];
type AssociationRow = Region['VpcEndpointAssociations'][number];

export const notFound = (what: string): ApiError => new ApiError('ResourceNotFoundException', `${what} does not exist`);

const everywhere = <T>({ sim, caller }: ServiceCall, pick: (region: Region) => readonly T[]) =>
  sim.world.places
    .filter((place) => place.region === caller.region)
    .flatMap(({ account, resources }) => pick(resources).map((row) => ({ account, row })));

/** A firewall that the caller owns. @throws ApiError ResourceNotFoundException, or AccessDeniedException for another account's */
export const ownFirewall = (call: ServiceCall, firewallArn: string): FirewallRow => {
  const found = everywhere(call, (region) => region.Firewalls).find(
    ({ row }) => row.Firewall.FirewallArn === firewallArn,
  );
  if (!found) throw notFound(`The firewall ${firewallArn}`);
  const { caller, facts } = call;
  if (found.account !== caller.account)
    throw new ApiError(
      'AccessDeniedException',
      `Account ${caller.account} is not authorized to perform: network-firewall:${facts.operation} on resource: ${firewallArn}`,
    );
  return found.row;
};

const transitAttachmentOf = ({ Firewall, FirewallStatus }: FirewallRow, region: Region | undefined) =>
  FirewallStatus.TransitGatewayAttachmentSyncState?.AttachmentId ??
  region?.TransitGatewayAttachments.find((row) => row.ResourceId === Firewall.FirewallArn)?.TransitGatewayAttachmentId;

const regionOf = ({ sim, caller }: ServiceCall) => placeIn(sim.world, caller.account, caller.region)?.resources;

export const listFirewalls = (call: ServiceCall): object => {
  const { VpcIds = [], ...paging } = readRequest(listFirewallsRequest, call.facts.parameters);
  const region = regionOf(call);
  const mine = (region?.Firewalls ?? []).filter(
    ({ Firewall }) => VpcIds.length === 0 || VpcIds.includes(Firewall.VpcId ?? ''),
  );
  const { page, nextToken } = pageOf(mine, paging, { call, defaultSize: 100, invalid: invalidRequest });
  const Firewalls = page.map((row) => ({
    FirewallName: row.Firewall.FirewallName,
    FirewallArn: row.Firewall.FirewallArn,
    TransitGatewayAttachmentId: transitAttachmentOf(row, region),
  }));
  return { Firewalls, NextToken: nextToken };
};

export const describeFirewall = (call: ServiceCall): object => {
  const { FirewallArn, FirewallName } = readRequest(describeFirewallRequest, call.facts.parameters);
  if (!FirewallArn && !FirewallName) throw invalidRequest('FirewallArn or FirewallName is required');
  const named = regionOf(call)?.Firewalls.find(({ Firewall }) => Firewall.FirewallName === FirewallName);
  const row = FirewallArn ? ownFirewall(call, FirewallArn) : named;
  if (!row || (FirewallName && row.Firewall.FirewallName !== FirewallName))
    throw notFound(`The firewall ${FirewallName ?? FirewallArn}`);
  const UpdateToken = call.sim.hex(['update-token', row.Firewall.FirewallArn]);
  return { UpdateToken, Firewall: row.Firewall, FirewallStatus: row.FirewallStatus };
};

/** Unlike DescribeFirewall, this one also answers accounts that the firewall is shared with. */
export const describeFirewallMetadata = (call: ServiceCall): object => {
  const { FirewallArn } = readRequest(describeMetadataRequest, call.facts.parameters);
  const found = everywhere(call, (region) => region.Firewalls).find(
    ({ row }) => row.Firewall.FirewallArn === FirewallArn,
  );
  if (!found) throw notFound(`The firewall ${FirewallArn}`);
  const { Firewall, FirewallStatus } = found.row;
  return {
    FirewallArn,
    FirewallPolicyArn: Firewall.FirewallPolicyArn,
    Description: Firewall.Description,
    Status: FirewallStatus.Status,
    SupportedAvailabilityZones: Object.fromEntries(Object.keys(FirewallStatus.SyncStates).map((zone) => [zone, {}])),
    TransitGatewayAttachmentId: transitAttachmentOf(found.row, regionOf(call)),
  };
};

/** Own associations, and those that other accounts made for firewalls of one's own. */
const visibleAssociations = (call: ServiceCall): readonly AssociationRow[] => {
  const owned = new Set(regionOf(call)?.Firewalls.map(({ Firewall }) => Firewall.FirewallArn));
  return everywhere(call, (region) => region.VpcEndpointAssociations)
    .filter(({ account, row }) => account === call.caller.account || owned.has(row.VpcEndpointAssociation.FirewallArn))
    .map(({ row }) => row);
};

export const listVpcEndpointAssociations = (call: ServiceCall): object => {
  const { FirewallArn, ...paging } = readRequest(listAssociationsRequest, call.facts.parameters);
  const rows = visibleAssociations(call).filter(
    (row) => !FirewallArn || row.VpcEndpointAssociation.FirewallArn === FirewallArn,
  );
  const { page, nextToken } = pageOf(rows, paging, { call, defaultSize: 100, invalid: invalidRequest });
  const VpcEndpointAssociations = page.map(({ VpcEndpointAssociation }) => ({
    VpcEndpointAssociationArn: VpcEndpointAssociation.VpcEndpointAssociationArn,
  }));
  return { VpcEndpointAssociations, NextToken: nextToken };
};

export const describeVpcEndpointAssociation = (call: ServiceCall): object => {
  const { VpcEndpointAssociationArn: arn } = readRequest(describeAssociationRequest, call.facts.parameters);
  const row = visibleAssociations(call).find(
    ({ VpcEndpointAssociation }) => VpcEndpointAssociation.VpcEndpointAssociationArn === arn,
  );
  if (!row) throw notFound(`The VPC endpoint association ${arn}`);
  return row;
};
