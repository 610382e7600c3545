import { isDeepStrictEqual } from 'node:util';
import type { CoreNetwork } from '../network/topology.ts';
import { ApiError } from '../wire/api-error.ts';
import { readJsonBody } from '../wire/json-service.ts';
import type { CallFacts, Service, ServiceCall, WireRequest, WireResponse } from '../wire/service.ts';
import { pageOf } from './paging.ts';

interface Route {
  readonly operation: string;
  readonly method: string;
  /** With one id in it at most. */
  readonly path: RegExp;
  readonly idMember?: string;
  readonly run: (call: ServiceCall) => object;
}

/** Only the owner sees a core network; it may stand in any Region of the owner's in the world file. */
const coreNetworksOf = ({ sim, caller }: ServiceCall): readonly CoreNetwork[] =>
  sim.world.places
    .filter(({ account }) => account === caller.account)
    .flatMap(({ resources }) => resources.CoreNetworks);

const idOf = ({ CoreNetworkArn }: CoreNetwork): string => CoreNetworkArn.slice(CoreNetworkArn.lastIndexOf('/') + 1);

const globalIdOf = (core: CoreNetwork): string => idOf(core).replace('core-network-', 'global-network-');

const member = ({ facts }: ServiceCall, name: string): string => String(facts.parameters[name] ?? '');

const notFound = (what: string, id: string): ApiError =>
  new ApiError('ResourceNotFoundException', `${what} ${id} was not found.`, 404);

const findCore = (call: ServiceCall, id: string): CoreNetwork => {
  const found = coreNetworksOf(call).find((core) => idOf(core) === id);
  if (!found) throw notFound('Core network', id);
  return found;
};

type Identifier = CoreNetwork['RouteTables'][number]['RouteTableIdentifier'];

const segmentOf = ({ CoreNetworkSegmentEdge: edge }: Identifier) =>
  edge && { name: edge.SegmentName, edge: edge.EdgeLocation };
const groupOf = ({ CoreNetworkNetworkFunctionGroup: edge }: Identifier) =>
  edge && { name: edge.NetworkFunctionGroupName, edge: edge.EdgeLocation };

const named = ({ RouteTables }: CoreNetwork, read: typeof segmentOf | typeof groupOf) => {
  const found = RouteTables.flatMap(({ RouteTableIdentifier }) => read(RouteTableIdentifier) ?? []);
  return [...Map.groupBy(found, ({ name }) => name)].map(([Name, all]) => ({
    Name,
    EdgeLocations: all.map(({ edge }) => edge),
  }));
};

const getCoreNetwork = (call: ServiceCall): object => {
  const core = findCore(call, member(call, 'CoreNetworkId'));
  return {
    CoreNetwork: {
      GlobalNetworkId: globalIdOf(core),
      CoreNetworkId: idOf(core),
      CoreNetworkArn: core.CoreNetworkArn,
      State: 'AVAILABLE',
      Segments: named(core, segmentOf),
      NetworkFunctionGroups: named(core, groupOf),
    },
  };
};

/** Lists tell neither subnets nor options. */
const listAttachments = (call: ServiceCall): object => {
  const { query } = call.request;
  const rows = findCore(call, query.get('coreNetworkId') ?? '').Attachments.map(({ Attachment }) => Attachment);
  const { page, nextToken } = pageOf(
    rows,
    { MaxResults: Number(query.get('maxResults') ?? 50), NextToken: query.get('nextToken') ?? undefined },
    { call, defaultSize: 50, invalid: (message) => new ApiError('ValidationException', message) },
  );
  return { Attachments: page, NextToken: nextToken };
};

const getVpcAttachment = (call: ServiceCall): object => {
  const id = member(call, 'AttachmentId');
  const found = coreNetworksOf(call)
    .flatMap(({ Attachments }) => Attachments)
    .find(({ Attachment }) => Attachment.AttachmentId === id);
  if (found?.Attachment.AttachmentType !== 'VPC') throw notFound('Attachment', id);
  return { VpcAttachment: found };
};

const getNetworkRoutes = (call: ServiceCall): object => {
  const id = member(call, 'GlobalNetworkId');
  const core = coreNetworksOf(call).find((one) => globalIdOf(one) === id);
  if (!core) throw notFound('Global network', id);
  const table = core.RouteTables.find(({ RouteTableIdentifier }) =>
    isDeepStrictEqual(RouteTableIdentifier, call.facts.parameters.RouteTableIdentifier),
  );
  if (!table) throw new ApiError('ValidationException', 'The route table identifier is not valid.');
  return { ...table.RouteTableIdentifier, NetworkRoutes: table.NetworkRoutes };
};

const ROUTES: readonly Route[] = [
  {
    operation: 'GetCoreNetwork',
    method: 'GET',
    path: /^\/core-networks\/([^/]+)$/,
    idMember: 'CoreNetworkId',
    run: getCoreNetwork,
  },
  { operation: 'ListAttachments', method: 'GET', path: /^\/attachments$/, run: listAttachments },
  {
    operation: 'GetVpcAttachment',
    method: 'GET',
    path: /^\/vpc-attachments\/([^/]+)$/,
    idMember: 'AttachmentId',
    run: getVpcAttachment,
  },
  {
    operation: 'GetNetworkRoutes',
    method: 'POST',
    path: /^\/global-networks\/([^/]+)\/network-routes$/,
    idMember: 'GlobalNetworkId',
    run: getNetworkRoutes,
  },
];

const routeFor = ({ method, path }: WireRequest): Route => {
  const found = ROUTES.find((route) => route.method === method && route.path.test(path));
  if (!found) throw new ApiError('UnknownOperationException', `no operation ${method} ${path}`, 404);
  return found;
};

const read = (request: WireRequest): CallFacts => {
  const { operation, path, idMember } = routeFor(request);
  const id = decodeURIComponent(path.exec(request.path)?.[1] ?? '');
  const parameters = { ...readJsonBody(request), ...(idMember && { [idMember]: id }) };
  return { operation, parameters, resource: id === '' ? undefined : id };
};

const answer = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** The one endpoint of the partition takes no other Region's signature. */
const checkRegion = ({ caller }: ServiceCall): void => {
  if (caller.region !== 'us-west-2')
    throw new ApiError('InvalidSignatureException', `Credential should be scoped to a valid region.`, 403);
};

/** AWS Network Manager, REST JSON. */
export const networkManagerService: Service = {
  read,
  run: (call) => {
    checkRegion(call);
    return answer(200, routeFor(call.request).run(call));
  },
  fail: ({ code, message, status }) => answer(status, { Message: message }, { 'x-amzn-errortype': `${code}:` }),
};
