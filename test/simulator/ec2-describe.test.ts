import {
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeManagedPrefixListsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayRouteTablesCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  GetTransitGatewayRouteTableAssociationsCommand,
  paginateDescribeNetworkInterfaces,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { networkInterface, worldOf } from '../../simulator/worlds/rows.ts';
import { distributed, firewallBehindNat } from '../../simulator/worlds/topologies.ts';
import { inspectionBehindTransit } from '../../simulator/worlds/transit-topologies.ts';
import { faultOf, pagesOf, readJson, startWorld } from './support.ts';

const start = async (region: object) => {
  const simulator = await startWorld({ world: worldOf(region) });
  const client = new EC2Client({ ...simulator.host({}).clientConfig('ec2'), maxAttempts: 1 });
  return { simulator, client };
};

/** The demo's world has every member that AWS reports. */
const startDemo = async () => {
  const simulator = await startWorld({ world: await readJson('simulator/worlds/beacon.json') });
  return { simulator, client: new EC2Client({ ...simulator.host({}).clientConfig('ec2'), maxAttempts: 1 }) };
};

describe('Describe calls', () => {
  it('give back every member of the world file, dates as dates', async () => {
    const { simulator, client } = await startDemo();
    const { resources } = simulator.world.places[0] ?? {};
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

    const { NetworkInterfaces } = await client.send(new DescribeNetworkInterfacesCommand({}));
    const { Reservations } = await client.send(new DescribeInstancesCommand({}));
    const { RouteTables } = await client.send(new DescribeRouteTablesCommand({}));
    const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({}));
    const { AvailabilityZones } = await client.send(new DescribeAvailabilityZonesCommand({}));
    const { Vpcs } = await client.send(new DescribeVpcsCommand({}));

    expect(plain(NetworkInterfaces)).toEqual(resources?.NetworkInterfaces);
    expect(NetworkInterfaces?.[0]?.Attachment?.AttachTime).toBeInstanceOf(Date);
    expect(plain(Reservations?.flatMap(({ Instances = [] }) => Instances))).toMatchObject(resources?.Instances ?? []);
    expect(plain(RouteTables)).toEqual(resources?.RouteTables);
    expect(plain(VpcEndpoints)).toMatchObject(resources?.VpcEndpoints ?? []);
    expect(plain(AvailabilityZones)).toMatchObject(resources?.AvailabilityZones ?? []);
    expect(plain(Vpcs)).toMatchObject(resources?.Vpcs ?? []);
  });

  it.each([
    [{ 'subnet-id': ['subnet-000000000000000b1'] }, ['eni-00000000000000002']],
    [{ 'vpc-id': ['vpc-00000000000000001'] }, ['eni-00000000000000001', 'eni-00000000000000002']],
    [{ 'addresses.private-ip-address': ['10.0.1.10', '10.9.9.9'] }, ['eni-00000000000000001']],
    [{ 'association.public-ip': ['203.0.113.20'] }, ['eni-00000000000000002']],
    [{ 'private-ip-address': ['10.0.?.*0'] }, ['eni-00000000000000001', 'eni-00000000000000002']],
    [{ 'private-ip-address': ['10.0.1.1?'], 'subnet-id': ['subnet-000000000000000b1'] }, []],
    [{ 'private-ip-address': ['10.0.1.1\\?'] }, []],
  ])('filter by %j', async (filters, expected) => {
    const { client } = await start(distributed());
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));

    const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));

    expect(NetworkInterfaces.map((row) => row.NetworkInterfaceId)).toEqual(expected);
  });

  it('find the table of a subnet, of a gateway, and the main one', async () => {
    const { client } = await start(distributed());
    const tables = async (Name: string, value: string) => {
      const { RouteTables = [] } = await client.send(
        new DescribeRouteTablesCommand({ Filters: [{ Name, Values: [value] }] }),
      );
      return RouteTables.map((table) => table.RouteTableId);
    };

    expect(await tables('association.subnet-id', 'subnet-000000000000000a1')).toEqual(['rtb-00000000000000001']);
    expect(await tables('association.gateway-id', 'igw-00000000000000001')).toEqual(['rtb-00000000000000004']);
    expect(await tables('association.main', 'true')).toEqual(['rtb-00000000000000003']);
    expect(await tables('route.gateway-id', 'vpce-000000000000000a1')).toEqual([
      'rtb-00000000000000001',
      'rtb-00000000000000004',
    ]);
  });

  it('refuse a filter that the API does not have', async () => {
    const { client } = await start(distributed());
    const Filters = [{ Name: 'colour', Values: ['red'] }];

    expect(await faultOf(client.send(new DescribeSubnetsCommand({ Filters })))).toMatch(/^InvalidParameterValue: /);
    expect(await faultOf(client.send(new DescribeNatGatewaysCommand({ Filter: Filters })))).toMatch(
      /^InvalidParameterValue: /,
    );
  });

  it('refuse ids that are not there, and name them', async () => {
    const { client } = await start(distributed());
    const faults = await Promise.all([
      faultOf(
        client.send(
          new DescribeNetworkInterfacesCommand({
            NetworkInterfaceIds: ['eni-00000000000000001', 'eni-0123456789abcdef0'],
          }),
        ),
      ),
      faultOf(client.send(new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }))),
      faultOf(client.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0123456789abcdef0'] }))),
      faultOf(client.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0123456789abcdef0'] }))),
      faultOf(client.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: ['vpce-0123456789abcdef0'] }))),
      faultOf(client.send(new DescribeNatGatewaysCommand({ NatGatewayIds: ['nat-0123456789abcdef0'] }))),
    ]);

    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'InvalidNetworkInterfaceID.NotFound',
      'InvalidInstanceID.NotFound',
      'InvalidSubnetID.NotFound',
      'InvalidVpcID.NotFound',
      'InvalidVpcEndpointId.NotFound',
      'NatGatewayNotFound',
    ]);
    expect(faults[0]).toContain("'eni-0123456789abcdef0'");
  });

  it("page, by the caller's size or by their own", async () => {
    const enis = Array.from({ length: 12 }, (_, at) =>
      networkInterface(`eni-000000000000001${String(at).padStart(2, '0')}`, {
        vpc: 'vpc-00000000000000001',
        subnet: 'subnet-000000000000000a1',
        ip: `10.0.1.${100 + at}`,
      }),
    );
    const { simulator, client } = await start({ ...distributed(), NetworkInterfaces: enis });
    simulator.settings.describePageSize = 10;
    const sizes = async (pageSize?: number) => {
      const pages = await pagesOf(paginateDescribeNetworkInterfaces({ client, pageSize }, {}));
      return pages.map(({ NetworkInterfaces = [] }) => NetworkInterfaces.length);
    };

    expect(await sizes(5)).toEqual([5, 5, 2]);
    expect(await sizes()).toEqual([10, 2]);
    expect(await faultOf(sizes(4))).toMatch(/^InvalidParameterValue: /);
    expect(await faultOf(client.send(new DescribeNetworkInterfacesCommand({ NextToken: 'no' })))).toMatch(
      /^InvalidNextToken: /,
    );
  });

  it('answer a dry run with the error that AWS has for it', async () => {
    const { client } = await start(distributed());
    const fault = client.send(new DescribeVpcsCommand({ DryRun: true }));

    await expect(fault).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
  });

  it('show an account only what is its own', async () => {
    const { simulator } = await start(distributed());
    const config = simulator.host({}).clientConfig('ec2');
    const stranger = new EC2Client({ ...config, credentials: { accessKeyId: '444455556666', secretAccessKey: 'x' } });
    const farAway = new EC2Client({ ...config, region: 'eu-west-1' });

    expect((await stranger.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
    expect((await farAway.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  });

  it('cover gateways and prefix lists', async () => {
    const PrefixListId = 'pl-0123456789abcdef0';
    const Entries = [{ Cidr: '198.51.100.0/24', Description: 'them' }, { Cidr: '203.0.113.0/24' }];
    const lists = { ManagedPrefixLists: [{ PrefixListId, PrefixListName: 'partners', Entries }] };
    const { client } = await start({ ...firewallBehindNat(), ...lists });

    const nat = await client.send(
      new DescribeNatGatewaysCommand({ Filter: [{ Name: 'vpc-id', Values: ['vpc-00000000000000001'] }] }),
    );
    const igw = await client.send(
      new DescribeInternetGatewaysCommand({
        Filters: [{ Name: 'attachment.vpc-id', Values: ['vpc-00000000000000001'] }],
      }),
    );
    const pl = await client.send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [PrefixListId] }));
    const entries = await client.send(new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 1 }));
    const rest = await client.send(
      new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 1, NextToken: entries.NextToken }),
    );

    expect(nat.NatGateways?.[0]?.NatGatewayAddresses).toEqual([{ PrivateIp: '10.0.10.5', PublicIp: '203.0.113.5' }]);
    expect(igw.InternetGateways?.[0]?.InternetGatewayId).toBe('igw-00000000000000001');
    expect(pl.PrefixLists).toEqual([{ PrefixListId, PrefixListName: 'partners' }]);
    expect([...(entries.Entries ?? []), ...(rest.Entries ?? [])]).toEqual(Entries);
    expect(rest.NextToken).toBeUndefined();
    expect(await faultOf(client.send(new GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-0' })))).toMatch(
      /^InvalidPrefixListID.NotFound/,
    );
  });
});

describe('transit gateways', () => {
  it('show attachments, tables and associations', async () => {
    const { client } = await start(inspectionBehindTransit({ appliance: true }));
    const vpcs = [{ Name: 'vpc-id', Values: ['vpc-0000000000000000c'] }];

    const attachments = await client.send(
      new DescribeTransitGatewayAttachmentsCommand({ Filters: [{ Name: 'resource-type', Values: ['vpc'] }] }),
    );
    const inspection = await client.send(new DescribeTransitGatewayVpcAttachmentsCommand({ Filters: vpcs }));
    const tables = await client.send(
      new DescribeTransitGatewayRouteTablesCommand({
        Filters: [{ Name: 'transit-gateway-id', Values: ['tgw-00000000000000001'] }],
      }),
    );
    const associations = await client.send(
      new GetTransitGatewayRouteTableAssociationsCommand({ TransitGatewayRouteTableId: 'tgw-rtb-0000000000000000a' }),
    );

    expect(attachments.TransitGatewayAttachments).toHaveLength(3);
    expect(inspection.TransitGatewayVpcAttachments?.[0]?.Options?.ApplianceModeSupport).toBe('enable');
    expect(tables.TransitGatewayRouteTables?.map((row) => row.TransitGatewayRouteTableId)).toEqual([
      'tgw-rtb-0000000000000000a',
      'tgw-rtb-0000000000000000c',
    ]);
    expect(associations.Associations?.map((row) => row.TransitGatewayAttachmentId)).toEqual([
      'tgw-attach-0000000000000000a',
      'tgw-attach-0000000000000000b',
    ]);
  });

  it.each([
    ['route-search.longest-prefix-match', '10.1.1.20/32', ['10.1.0.0/16']],
    ['route-search.exact-match', '10.0.0.0/16', ['10.0.0.0/16']],
    ['route-search.subnet-of-match', '10.0.0.0/8', ['10.0.0.0/16', '10.1.0.0/16']],
    ['route-search.supernet-of-match', '10.0.3.0/24', ['10.0.0.0/16']],
    ['attachment.transit-gateway-attachment-id', 'tgw-attach-0000000000000000a', ['10.0.0.0/16']],
    ['type', 'propagated', []],
  ])('search routes by %s', async (Name, value, expected) => {
    const { client } = await start(inspectionBehindTransit({ appliance: true }));
    const TransitGatewayRouteTableId = 'tgw-rtb-0000000000000000c';

    const { Routes = [] } = await client.send(
      new SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId, Filters: [{ Name, Values: [value] }] }),
    );

    expect(Routes.map((route) => route.DestinationCidrBlock)).toEqual(expected);
  });

  it('refuse tables that are not there, and unknown filters', async () => {
    const { client } = await start(inspectionBehindTransit({ appliance: true }));
    const search = (TransitGatewayRouteTableId: string, Name: string) =>
      faultOf(
        client.send(
          new SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId, Filters: [{ Name, Values: ['x'] }] }),
        ),
      );

    expect(await search('tgw-rtb-0', 'type')).toMatch(/^InvalidRouteTableID.NotFound/);
    expect(await search('tgw-rtb-0000000000000000c', 'colour')).toMatch(/^InvalidParameterValue/);
  });
});

describe('a world file', () => {
  it("is refused when a member is not one of AWS's", async () => {
    const region = { ...distributed(), Vpcs: [{ VpcId: 'vpc-00000000000000001', Cidr: '10.0.0.0/16' }] };

    expect(await faultOf(start(region))).toMatch(/^ContractError: .*us-east-1\.Vpcs\[0\]\.Cidr is not a member/);
  });

  it('is refused when a list is not one of ours', async () => {
    expect(await faultOf(start({ Vpcz: [] }))).toMatch(/^ContractError: world file/);
  });
});

describe('the query protocol', () => {
  it('refuses actions and parameters that it does not know', async () => {
    const { simulator } = await start(distributed());
    const post = async (body: string) => {
      const authorization =
        'AWS4-HMAC-SHA256 Credential=111122223333/20260301/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0';
      const answer = await fetch(simulator.endpoint('ec2'), { method: 'POST', body, headers: { authorization } });
      return `${answer.status} ${/<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]}`;
    };

    expect(await post('Action=DescribeVpcs&Version=2016-11-15&Colour=red')).toBe('400 UnknownParameter');
    expect(await post('Action=TerminateInstances&Version=2016-11-15')).toBe('400 InvalidAction');
    expect(await post('Action=DescribeVpcs&Version=2016-11-15&MaxResults=many')).toBe('400 InvalidParameterValue');
  });
});
