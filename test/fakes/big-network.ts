/** A recorded network as large as big organisations have: spoke VPCs behind a transit gateway with an inspection VPC.
 * The subject of interest is the first interface of the first spoke. */
export interface BigNetworkSize {
  readonly vpcs: number;
  readonly interfaces: number;
  /** Routes of VPC route tables, as near as the number of VPCs allows. */
  readonly routes: number;
}

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const TGW = 'tgw-0000000000000ffff';
const INSPECTION = 'vpc-0000000000000ffff';
const zones = ['a', 'b', 'c'];

const id = (prefix: string, number: number, kind = 0): string =>
  `${prefix}-0${(kind * 0x1000000 + number).toString(16).padStart(16, '0')}`;
/** The third octet counts subnets, so that a /16 of 10/8 or 172/8 and up belongs to each VPC. */
const rangeOf = (vpc: number): string => `${10 + Math.floor(vpc / 256)}.${vpc % 256}`;

const spoke = (vpc: number, extraRoutes: number) => {
  const VpcId = id('vpc', vpc);
  const subnets = zones.slice(0, 2).map((zone, at) => ({
    SubnetId: id('subnet', vpc * 4 + at),
    VpcId,
    CidrBlock: `${rangeOf(vpc)}.${at}.0/24`,
    AvailabilityZone: `${REGION}${zone}`,
    AvailabilityZoneId: `use1-az${at + 1}`,
  }));
  const extra = Array.from({ length: extraRoutes }, (_, at) => ({
    DestinationCidrBlock: `192.168.${at}.0/24`,
    TransitGatewayId: TGW,
    State: 'active',
  }));
  const table = {
    RouteTableId: id('rtb', vpc),
    VpcId,
    Associations: [{ Main: true }],
    Routes: [
      { DestinationCidrBlock: `${rangeOf(vpc)}.0.0/16`, GatewayId: 'local', State: 'active' },
      { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: TGW, State: 'active' },
      ...extra,
    ],
  };
  return { subnets, table };
};

const interfaceIn = (number: number, vpc: number, at: number) => {
  const zone = at % 2;
  const PrivateIpAddress = `${rangeOf(vpc)}.${zone}.${10 + Math.floor(at / 2)}`;
  return {
    NetworkInterfaceId: id('eni', number),
    VpcId: id('vpc', vpc),
    SubnetId: id('subnet', vpc * 4 + zone),
    PrivateIpAddress,
    PrivateIpAddresses: [{ PrivateIpAddress, Primary: true }],
    Attachment: { InstanceId: id('i', number), DeviceIndex: 0 },
    InterfaceType: 'interface',
  };
};

const inspection = () => {
  const subnets = zones.flatMap((zone, at) =>
    [0, 1].map((kind) => ({
      SubnetId: id('subnet', at, kind + 1),
      VpcId: INSPECTION,
      CidrBlock: `100.64.${kind}.${at * 16}/28`,
      AvailabilityZone: `${REGION}${zone}`,
      AvailabilityZoneId: `use1-az${at + 1}`,
    })),
  );
  const local = { DestinationCidrBlock: '100.64.0.0/16', GatewayId: 'local', State: 'active' };
  const tables = zones.flatMap((_, at) => [
    {
      RouteTableId: id('rtb', at, 1),
      VpcId: INSPECTION,
      Associations: [{ SubnetId: id('subnet', at, 1) }],
      Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: id('vpce', at), State: 'active' }],
    },
    {
      RouteTableId: id('rtb', at, 2),
      VpcId: INSPECTION,
      Associations: [{ SubnetId: id('subnet', at, 2) }],
      Routes: [local, { DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: TGW, State: 'active' }],
    },
  ]);
  const firewall = {
    Firewall: {
      FirewallName: 'central',
      FirewallArn: `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall/central`,
      FirewallPolicyArn: `arn:aws:network-firewall:${REGION}:${ACCOUNT}:firewall-policy/inspect`,
      VpcId: INSPECTION,
    },
    FirewallStatus: {
      Status: 'READY',
      SyncStates: Object.fromEntries(
        zones.map((zone, at) => [
          `${REGION}${zone}`,
          { Attachment: { SubnetId: id('subnet', at, 2), EndpointId: id('vpce', at), Status: 'READY' } },
        ]),
      ),
    },
  };
  return { subnets, tables, firewall };
};

const transit = (vpcs: readonly number[]) => {
  const [before, after] = ['tgw-rtb-00000000000000001', 'tgw-rtb-00000000000000002'];
  const attachments = [...vpcs.map((vpc) => id('vpc', vpc)), INSPECTION].map((VpcId, at) => ({
    TransitGatewayAttachmentId: id('tgw-attach', at),
    TransitGatewayId: TGW,
    TransitGatewayOwnerId: ACCOUNT,
    ResourceOwnerId: ACCOUNT,
    ResourceType: 'vpc',
    ResourceId: VpcId,
    State: 'available',
    Association: { TransitGatewayRouteTableId: VpcId === INSPECTION ? after : before, State: 'associated' },
  }));
  const toInspection = [{ TransitGatewayAttachmentId: id('tgw-attach', vpcs.length), ResourceType: 'vpc' }];
  return {
    TransitGatewayAttachments: attachments,
    TransitGatewayVpcAttachments: attachments.map(({ TransitGatewayAttachmentId, ResourceId }, at) => ({
      TransitGatewayAttachmentId,
      TransitGatewayId: TGW,
      VpcId: ResourceId,
      VpcOwnerId: ACCOUNT,
      State: 'available',
      SubnetIds:
        ResourceId === INSPECTION
          ? zones.map((_, zone) => id('subnet', zone, 1))
          : [id('subnet', (vpcs[at] ?? 0) * 4), id('subnet', (vpcs[at] ?? 0) * 4 + 1)],
      Options: { ApplianceModeSupport: ResourceId === INSPECTION ? 'enable' : 'disable' },
    })),
    TransitGatewayRouteTables: [
      {
        TransitGatewayRouteTableId: before,
        TransitGatewayId: TGW,
        Routes: [
          {
            DestinationCidrBlock: '0.0.0.0/0',
            TransitGatewayAttachments: toInspection,
            Type: 'static',
            State: 'active',
          },
        ],
      },
      {
        TransitGatewayRouteTableId: after,
        TransitGatewayId: TGW,
        Routes: vpcs.map((vpc, at) => ({
          DestinationCidrBlock: `${rangeOf(vpc)}.0.0/16`,
          TransitGatewayAttachments: [{ TransitGatewayAttachmentId: id('tgw-attach', at), ResourceType: 'vpc' }],
          Type: 'propagated',
          State: 'active',
        })),
      },
    ],
  };
};

/** The JSON of a world file: fit for the recorded network reader and for the simulator. */
export const bigNetwork = ({ vpcs, interfaces, routes }: BigNetworkSize) => {
  const numbers = Array.from({ length: vpcs - 1 }, (_, at) => at);
  const extra = Math.max(0, Math.round((routes - 12) / numbers.length) - 2);
  const spokes = numbers.map((vpc) => spoke(vpc, extra));
  const centre = inspection();
  return {
    seed: 1,
    startAt: '2026-02-03T04:05:06Z',
    accounts: {
      [ACCOUNT]: {
        [REGION]: {
          Subnets: [...spokes.flatMap(({ subnets }) => subnets), ...centre.subnets],
          RouteTables: [...spokes.map(({ table }) => table), ...centre.tables],
          NetworkInterfaces: Array.from({ length: interfaces }, (_, at) =>
            interfaceIn(at, at % numbers.length, Math.floor(at / numbers.length)),
          ),
          Firewalls: [centre.firewall],
          ...transit(numbers),
        },
      },
    },
    flows: [],
  };
};
