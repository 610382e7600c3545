import * as z from 'zod/mini';
import { HUB, SPOKE, worldJson } from './worlds.ts';

/** As much of a world file as is changed here. */
const worldSchema = z.looseObject({
  accounts: z.record(z.string(), z.record(z.string(), z.unknown())),
  flows: z.array(z.looseObject({})),
});
const regionSchema = z.looseObject({ NetworkInterfaces: z.array(z.looseObject({})) });

const REGION = 'us-east-1';
const VPC = 'vpc-0aa6cb3945f4f06f2';
const SUBNET_A = 'subnet-0bde6bac9383272de';
const SUBNET_B = 'subnet-062418fa0da1cc61a';

const taskArn = (id: string, cluster = 'web') => `arn:aws:ecs:${REGION}:${SPOKE}:task/${cluster}/${id}`;

/** The task that has 10.10.1.10. */
export const TASK = taskArn('11111111111111111111111111111111');
/** Stopped: its interface, 10.10.1.77, is gone. */
export const STOPPED_TASK = taskArn('22222222222222222222222222222222');
/** Without an interface of its own. */
export const BRIDGE_TASK = taskArn('33333333333333333333333333333333', 'batch');
export const NO_TASK = taskArn('44444444444444444444444444444444');

export const DATABASE_INTERFACES = { a: 'eni-0db00000000000001', b: 'eni-0db00000000000002' };

const task = (arn: string, details: Readonly<Record<string, string>>) => ({
  taskArn: arn,
  clusterArn: arn.replace(/:task\/([^/]+)\/.*$/, ':cluster/$1'),
  lastStatus: 'RUNNING',
  attachments:
    Object.keys(details).length === 0
      ? []
      : [
          {
            id: '0a1',
            type: 'ElasticNetworkInterface',
            status: 'ATTACHED',
            details: Object.entries(details).map(([name, value]) => ({ name, value })),
          },
        ],
});

const tasks = [
  task(TASK, { subnetId: SUBNET_A, networkInterfaceId: 'eni-055e29cc233536970', privateIPv4Address: '10.10.1.10' }),
  task(STOPPED_TASK, {
    subnetId: SUBNET_A,
    networkInterfaceId: 'eni-0dead000000000001',
    privateIPv4Address: '10.10.1.77',
  }),
  task(BRIDGE_TASK, {}),
];

/** Two members of a cluster with the same subnets and security group. */
const database = (DBInstanceIdentifier: string, AvailabilityZone: string | undefined, port: number) => ({
  DBInstanceIdentifier,
  DBClusterIdentifier: 'orders',
  AvailabilityZone,
  Endpoint: { Address: `${DBInstanceIdentifier}.example.${REGION}.rds.amazonaws.com`, Port: port },
  DBSubnetGroup: { VpcId: VPC, Subnets: [SUBNET_A, SUBNET_B].map((SubnetIdentifier) => ({ SubnetIdentifier })) },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0db00000000000001', Status: 'active' }],
});

const databases = [
  database('orders-1', `${REGION}a`, 5432),
  database('orders-2', `${REGION}b`, 5432),
  { ...database('zoneless', undefined, 5432), DBClusterIdentifier: undefined },
];

const rdsInterface = (
  NetworkInterfaceId: string,
  at: { readonly subnet: string; readonly zone: string; readonly ip: string },
  groups: readonly string[] = ['sg-0db00000000000001'],
) => ({
  NetworkInterfaceId,
  VpcId: VPC,
  SubnetId: at.subnet,
  OwnerId: SPOKE,
  RequesterManaged: true,
  Description: 'RDSNetworkInterface',
  AvailabilityZone: `${REGION}${at.zone}`,
  InterfaceType: 'interface',
  Status: 'in-use',
  PrivateIpAddress: at.ip,
  PrivateIpAddresses: [{ PrivateIpAddress: at.ip, Primary: true }],
  Groups: groups.map((GroupId) => ({ GroupId, GroupName: GroupId })),
});

const rdsInterfaces = [
  rdsInterface(DATABASE_INTERFACES.a, { subnet: SUBNET_A, zone: 'a', ip: '10.10.1.50' }),
  rdsInterface(DATABASE_INTERFACES.b, { subnet: SUBNET_B, zone: 'b', ip: '10.10.2.50' }),
  rdsInterface('eni-0db00000000000003', { subnet: SUBNET_A, zone: 'a', ip: '10.10.1.51' }, [
    'sg-0db00000000000001',
    'sg-0db00000000000002',
  ]),
  rdsInterface('eni-0db00000000000004', { subnet: SUBNET_A, zone: 'a', ip: '10.10.1.52' }, ['sg-0db00000000000009']),
];

/** The database of the interface in zone a. */
export const databaseArn = `arn:aws:rds:${REGION}:${SPOKE}:db:orders-1`;

export const alarmArn = (name: string, account: string = SPOKE) =>
  `arn:aws:cloudwatch:${REGION}:${account}:alarm:${name}`;

const metricAlarm = (AlarmName: string, StateValue: string, dimensions: Readonly<Record<string, string>>) => ({
  AlarmName,
  AlarmArn: alarmArn(AlarmName),
  StateValue,
  Namespace: 'AWS/EC2',
  MetricName: 'NetworkOut',
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

const compositeAlarm = (AlarmName: string, AlarmRule: string, StateValue = 'ALARM') => ({
  AlarmName,
  AlarmArn: alarmArn(AlarmName),
  StateValue,
  AlarmRule,
});

const alarms = {
  MetricAlarms: [
    metricAlarm('Egress of (web)', 'ALARM', { InstanceId: 'i-07bdda477a9ca7698' }),
    metricAlarm('Quiet', 'OK', { NatGatewayId: 'nat-0727573dfef4a58e7' }),
  ],
  CompositeAlarms: [
    compositeAlarm('Incident', 'ALARM("Inner") AND NOT OK(Quiet)'),
    compositeAlarm('Inner', `ALARM("Egress of (web)") OR ALARM(Quiet) OR ALARM("${alarmArn('Incident')}")`),
  ],
};

/** Flows of the database beside those of the world. */
const databaseFlow = {
  source: '10.20.2.20',
  sourcePort: 50_001,
  destination: '10.10.1.50',
  destinationPort: 5_432,
  protocol: 6,
  opensAtSeconds: -600,
  packetsPerSecond: 2,
  bytesPerPacket: 400,
};

/** The world of plain transit with tasks, databases and alarms in its spoke account. The central firewall is the hub's. */
export const resourceWorld = (): unknown => {
  const world = worldSchema.parse(worldJson('transit-plain'));
  const spoke = world.accounts[SPOKE] ?? {};
  const region = regionSchema.parse(spoke[REGION]);
  const NetworkInterfaces = [...region.NetworkInterfaces, ...rdsInterfaces];
  const furnished = { ...region, ...alarms, NetworkInterfaces, Tasks: tasks, DBInstances: databases };
  return {
    ...world,
    accounts: { [HUB]: world.accounts[HUB], [SPOKE]: { ...spoke, [REGION]: furnished } },
    flows: [...world.flows, databaseFlow],
  };
};
