import { CompositeAlarm$, MetricAlarm$ } from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import { Task$ } from '@aws-sdk/client-ecs';
import { DBInstance$ } from '@aws-sdk/client-rds';
import { ContractError } from '../../../functions/lib/domain/errors.ts';
import type { Region } from '../../world/schema.ts';
import type { World } from '../../world/world.ts';
import { shapeOf } from './shape.ts';
import { unknownMembers } from './xml.ts';

/** The model of each list's rows, and members of ours that AWS reports in calls of their own. */
const MODELS: Readonly<Partial<Record<keyof Region, { readonly schema: unknown; readonly ours?: readonly string[] }>>> =
  {
    AvailabilityZones: { schema: ec2.AvailabilityZone$ },
    Vpcs: { schema: ec2.Vpc$ },
    Subnets: { schema: ec2.Subnet$ },
    RouteTables: { schema: ec2.RouteTable$ },
    NetworkInterfaces: { schema: ec2.NetworkInterface$ },
    Instances: { schema: ec2.Instance$ },
    NatGateways: { schema: ec2.NatGateway$ },
    InternetGateways: { schema: ec2.InternetGateway$ },
    ManagedPrefixLists: { schema: ec2.ManagedPrefixList$, ours: ['Entries'] },
    TransitGatewayAttachments: { schema: ec2.TransitGatewayAttachment$ },
    TransitGatewayVpcAttachments: { schema: ec2.TransitGatewayVpcAttachment$ },
    TransitGatewayRouteTables: { schema: ec2.TransitGatewayRouteTable$, ours: ['Associations', 'Routes'] },
    VpcEndpoints: { schema: ec2.VpcEndpoint$ },
    VpcPeeringConnections: { schema: ec2.VpcPeeringConnection$ },
    FlowLogs: { schema: ec2.FlowLog$ },
    MetricAlarms: { schema: MetricAlarm$ },
    CompositeAlarms: { schema: CompositeAlarm$ },
    Tasks: { schema: Task$ },
    DBInstances: { schema: DBInstance$ },
  };

const without = (row: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Checks that every row has AWS's own shape, so that nothing is lost on the wire. @throws ContractError naming each stray member */
export const checkEc2Shapes = ({ places }: World): void => {
  const problems = places.flatMap(({ account, region, resources }) =>
    Object.entries(MODELS).flatMap(([list, { schema, ours = [] }]) =>
      (new Map(Object.entries(resources)).get(list) ?? []).flatMap((row: object, at: number) =>
        unknownMembers(shapeOf(schema), without(row, ours), `accounts.${account}.${region}.${list}[${at}]`),
      ),
    ),
  );
  if (problems.length > 0) throw new ContractError(`world file: ${problems.join('; ')}`, { problems });
};
