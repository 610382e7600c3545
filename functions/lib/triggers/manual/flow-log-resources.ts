import { transitGatewayLogFields, vpcLogFields } from './flow-log-fields.ts';

/** What `CreateFlowLogs` asks of one type of resource. */
export interface FlowLogResource {
  readonly ids: RegExp;
  /** How such an id looks, for messages. */
  readonly idForm: string;
  readonly maximumIds: number;
  /** VPC resources take a traffic type; the others take none, and aggregate over a minute. */
  readonly takesTrafficType: boolean;
  /** Absent where we do not know the fields. */
  readonly fields?: ReadonlySet<string>;
}

const id = (prefix: string): Pick<FlowLogResource, 'ids' | 'idForm'> => ({
  ids: new RegExp(`^${prefix}-[0-9a-f]{1,32}$`),
  idForm: `an id such as ${prefix}-0a1b2c3d`,
});

const vpc = { maximumIds: 1_000, takesTrafficType: true, fields: vpcLogFields };
const transitGateway = { maximumIds: 25, takesTrafficType: false, fields: transitGatewayLogFields };
const cloudWan = { maximumIds: 1_000, takesTrafficType: false };

/** Types of resources that have flow logs (CreateFlowLogs API reference). */
export const flowLogResources: ReadonlyMap<string, FlowLogResource> = new Map<string, FlowLogResource>([
  ['VPC', { ...id('vpc'), ...vpc }],
  ['Subnet', { ...id('subnet'), ...vpc }],
  ['NetworkInterface', { ...id('eni'), ...vpc }],
  ['RegionalNatGateway', { ...id('nat'), ...vpc }],
  ['TransitGateway', { ...id('tgw'), ...transitGateway }],
  ['TransitGatewayAttachment', { ...id('tgw-attach'), ...transitGateway }],
  ['CoreNetwork', { ...id('core-network'), ...cloudWan }],
  ['CoreNetworkAttachment', { ...id('attachment'), ...cloudWan }],
  ['CoreNetworkEdge', { ids: /^[\w:/-]{1,256}$/, idForm: 'the id of a core network edge', ...cloudWan }],
]);

export const flowLogResourceTypes: readonly string[] = [...flowLogResources.keys()];
