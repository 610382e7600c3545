import { afterEach, describe, expect, it } from 'vitest';
import { ec2InterfaceFinder } from '../../functions/lib/adapters/ec2-interface-finder.ts';
import { ec2Error, type ScriptedAnswer, type ScriptedEc2, scriptedEc2 } from '../fakes/scripted-ec2.ts';
import { address } from '../support/network.ts';

const at = { account: '111122223333', region: 'eu-central-1' };
const running: ScriptedEc2[] = [];
const start = async (...script: ScriptedAnswer[]) => {
  const ec2 = await scriptedEc2(script);
  running.push(ec2);
  return { ec2, finder: ec2InterfaceFinder(ec2.clients) };
};
afterEach(async () => {
  for (const ec2 of running.splice(0)) await ec2.close();
});

const listing = (interfaceId: string, nextToken = ''): ScriptedAnswer => ({
  xml: `<networkInterfaceSet><item><networkInterfaceId>${interfaceId}</networkInterfaceId><vpcId>vpc-1</vpcId>
    <subnetId>subnet-1</subnetId>
    <privateIpAddressesSet><item><privateIpAddress>10.0.2.20</privateIpAddress></item></privateIpAddressesSet>
    <ipv6AddressesSet><item><ipv6Address>2001:0db8:0::20</ipv6Address></item></ipv6AddressesSet>
    </item></networkInterfaceSet>${nextToken && `<nextToken>${nextToken}</nextToken>`}`,
});

describe('finding interfaces by address', () => {
  it('looks for both families, in the VPCs that are named, through all pages', async () => {
    const { ec2, finder } = await start(listing('eni-1', 'next'), listing('eni-1'), listing('eni-2'));

    const found = await finder.byAddress(at, [address('10.0.2.20'), address('2001:db8::20')], ['vpc-1']);

    expect(found.map(({ interfaceId }) => interfaceId).toSorted()).toEqual(['eni-1', 'eni-2']);
    expect(found[0]).toMatchObject({
      vpcId: 'vpc-1',
      subnetId: 'subnet-1',
      addresses: ['10.0.2.20', '2001:db8::20'],
    });
    const names = new Set(ec2.requests().map((form) => form['Filter.1.Name']));
    expect(names).toEqual(new Set(['addresses.private-ip-address', 'ipv6-addresses.ipv6-address']));
    for (const form of ec2.requests())
      expect(form).toMatchObject({ 'Filter.2.Name': 'vpc-id', 'Filter.2.Value.1': 'vpc-1' });
  });

  it('looks in every VPC when none is named', async () => {
    const { ec2, finder } = await start(listing('eni-1'));

    await finder.byAddress(at, [address('10.0.2.20')], []);

    expect(ec2.requests()).toHaveLength(1);
    expect(ec2.requests()[0]).not.toHaveProperty('Filter.2.Name');
  });

  it('fails with MisconfiguredError when it may not read', async () => {
    const { finder } = await start(ec2Error('UnauthorizedOperation', 'no', 403));

    await expect(finder.byAddress(at, [address('10.0.2.20')], [])).rejects.toMatchObject({
      name: 'MisconfiguredError',
    });
  });
});
