import {
  firewall,
  firewallArn,
  transitAttachment,
  transitFirewall,
  transitRouteTable,
  transitVpcAttachment,
} from './firewall-rows.ts';
import { networkInterface, routeTable, subnet, vpc } from './rows.ts';

const LOCAL = ['10.0.0.0/16', 'local'] as const;
const TGW = 'tgw-00000000000000001';
const [spokeVpc, secondVpc, inspectionVpc] = [
  'vpc-0000000000000000a',
  'vpc-0000000000000000b',
  'vpc-0000000000000000c',
];
const spokeSubnet = subnet('subnet-0000000000000aaa1', { vpc: spokeVpc, cidr: '10.0.1.0/24', zone: 'a' });
const secondSubnet = subnet('subnet-0000000000000bbb1', { vpc: secondVpc, cidr: '10.1.1.0/24', zone: 'b' });
const transitSubnets = ['a', 'b'].map((zone, at) =>
  subnet(`subnet-0000000000000cc0${zone}`, { vpc: inspectionVpc, cidr: `100.64.0.${at * 16}/28`, zone }),
);
const inspectionSubnets = ['a', 'b'].map((zone, at) =>
  subnet(`subnet-0000000000000cc1${zone}`, { vpc: inspectionVpc, cidr: `100.64.1.${at * 16}/28`, zone }),
);
const [transitA, transitB] = transitSubnets.map((row) => row.SubnetId);
const [inspectionA, inspectionB] = inspectionSubnets.map((row) => row.SubnetId);
const SPOKE = 'tgw-attach-0000000000000000a';
const SECOND = 'tgw-attach-0000000000000000b';
const INSPECTION = 'tgw-attach-0000000000000000c';

const spokes = {
  Vpcs: [vpc(spokeVpc, '10.0.0.0/16'), vpc(secondVpc, '10.1.0.0/16'), vpc(inspectionVpc, '100.64.0.0/16')],
  NetworkInterfaces: [
    networkInterface('eni-0000000000000000a', { vpc: spokeVpc, subnet: spokeSubnet.SubnetId, ip: '10.0.1.10' }),
    networkInterface('eni-0000000000000000b', { vpc: secondVpc, subnet: secondSubnet.SubnetId, ip: '10.1.1.20' }),
  ],
};
const spokeTables = [
  routeTable('rtb-0000000000000000a', { vpc: spokeVpc, main: true }, [LOCAL, ['0.0.0.0/0', TGW]]),
  routeTable('rtb-0000000000000000b', { vpc: secondVpc, main: true }, [
    ['10.1.0.0/16', 'local'],
    ['0.0.0.0/0', TGW],
  ]),
];
const spokeAttachments = [
  transitAttachment(SPOKE, { transitGateway: TGW, type: 'vpc', resource: spokeVpc }),
  transitAttachment(SECOND, { transitGateway: TGW, type: 'vpc', resource: secondVpc }),
];
const spokeVpcAttachments = [
  transitVpcAttachment(SPOKE, { transitGateway: TGW, vpc: spokeVpc, subnets: [spokeSubnet.SubnetId] }),
  transitVpcAttachment(SECOND, { transitGateway: TGW, vpc: secondVpc, subnets: [secondSubnet.SubnetId] }),
];
const backRoutes = [
  ['10.0.0.0/16', SPOKE, 'vpc'],
  ['10.1.0.0/16', SECOND, 'vpc'],
] as const;

/** (b) A VPC of firewalls behind a transit gateway. Without appliance mode, a conversation over two zones takes one
 * firewall zone there and another back. */
export const inspectionBehindTransit = (options: { readonly appliance: boolean }) => ({
  ...spokes,
  Subnets: [spokeSubnet, secondSubnet, ...transitSubnets, ...inspectionSubnets],
  RouteTables: [
    ...spokeTables,
    routeTable('rtb-0000000000000000c', { vpc: inspectionVpc, subnets: [String(transitA)] }, [
      ['100.64.0.0/16', 'local'],
      ['0.0.0.0/0', 'vpce-000000000000000ca'],
    ]),
    routeTable('rtb-0000000000000000d', { vpc: inspectionVpc, subnets: [String(transitB)] }, [
      ['100.64.0.0/16', 'local'],
      ['0.0.0.0/0', 'vpce-000000000000000cb'],
    ]),
    routeTable('rtb-0000000000000000e', { vpc: inspectionVpc, main: true }, [
      ['100.64.0.0/16', 'local'],
      ['0.0.0.0/0', TGW],
    ]),
  ],
  Firewalls: [
    firewall('central', inspectionVpc, {
      a: ['vpce-000000000000000ca', String(inspectionA)],
      b: ['vpce-000000000000000cb', String(inspectionB)],
    }),
  ],
  TransitGatewayAttachments: [
    ...spokeAttachments,
    transitAttachment(INSPECTION, { transitGateway: TGW, type: 'vpc', resource: inspectionVpc }),
  ],
  TransitGatewayVpcAttachments: [
    ...spokeVpcAttachments,
    transitVpcAttachment(INSPECTION, {
      transitGateway: TGW,
      vpc: inspectionVpc,
      subnets: transitSubnets.map((row) => row.SubnetId),
      appliance: options.appliance,
    }),
  ],
  TransitGatewayRouteTables: [
    transitRouteTable('tgw-rtb-0000000000000000a', { transitGateway: TGW, attachments: [SPOKE, SECOND] }, [
      ['0.0.0.0/0', INSPECTION, 'vpc'],
    ]),
    transitRouteTable('tgw-rtb-0000000000000000c', { transitGateway: TGW, attachments: [INSPECTION] }, backRoutes),
  ],
});

const FUNCTION = 'tgw-attach-0000000000000000f';

/** (b) A firewall attached to the transit gateway itself: no VPC of its own, one zone a conversation. */
export const firewallOnTransit = () => ({
  ...spokes,
  Subnets: [spokeSubnet, secondSubnet],
  RouteTables: spokeTables,
  Firewalls: [
    transitFirewall('attached', { transitGateway: TGW, attachment: FUNCTION, zones: ['use1-az4', 'use1-az6'] }),
  ],
  TransitGatewayAttachments: [
    ...spokeAttachments,
    transitAttachment(FUNCTION, {
      transitGateway: TGW,
      type: 'network-function',
      resource: firewallArn('attached'),
    }),
  ],
  TransitGatewayVpcAttachments: spokeVpcAttachments,
  TransitGatewayRouteTables: [
    transitRouteTable('tgw-rtb-0000000000000000a', { transitGateway: TGW, attachments: [SPOKE, SECOND] }, [
      ['0.0.0.0/0', FUNCTION, 'network-function'],
    ]),
    transitRouteTable('tgw-rtb-0000000000000000f', { transitGateway: TGW, attachments: [FUNCTION] }, backRoutes),
  ],
});
