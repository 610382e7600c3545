import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { networkManager } from '../../functions/lib/adapters/network-manager.ts';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { home, startNetwork } from '../support/aws-network.ts';
import { memberCoreNetworkWorld } from '../support/core-network-world.ts';
import { peeredWorld } from '../support/peered-world.ts';
import { SUBJECT } from '../support/vpc.ts';
import { conversation, HUB, leadOf, named, networkOf, placesOf, planFor, SPOKE, worldJson } from '../support/worlds.ts';

const fails = (simulator: Simulator, operation: string, code: string, { status = 403, times = 99 } = {}) =>
  simulator.faults.add({ on: { operation }, fault: { kind: 'error', code, status, when: 'before' }, times });

const counts = ({ calls }: Simulator, service: string) => {
  const names = calls.filter((call) => call.service === service).map(({ operation }) => operation ?? '');
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
};

describe('a core network', () => {
  const lead = leadOf({
    account: SPOKE,
    subjects: [named('eni-03c9750fd2142ae5e')],
    tuples: [conversation('10.70.1.10', '10.71.1.20')],
  });

  it('is read in its owner, in the one Region of Network Manager, and only what the path needs', async () => {
    const { simulator, read } = await startNetwork(worldJson('cloud-wan'));

    const plan = planFor(await read(lead), lead);

    expect(plan.paths).toMatchObject([{ outcome: 'on-path', confidence: 'proven' }]);
    expect(placesOf(plan)).toEqual(['wan us-east-1a', 'wan us-east-1b']);
    expect(counts(simulator, 'networkmanager')).toEqual({
      GetCoreNetwork: 1,
      ListAttachments: 1,
      GetNetworkRoutes: 2,
      GetVpcAttachment: 3,
    });
    const callers = simulator.calls.filter(({ service }) => service === 'networkmanager');
    expect(new Set(callers.map(({ account, region }) => `${account} ${region}`))).toEqual(
      new Set([`${HUB} us-west-2`]),
    );
  });

  it('of a member account is read through its role', async () => {
    const { simulator, read } = await startNetwork(memberCoreNetworkWorld());

    const plan = planFor(await read(lead), lead);

    expect(placesOf(plan)).toEqual(['wan us-east-1a', 'wan us-east-1b']);
    const callers = simulator.calls.filter(({ service }) => service === 'networkmanager');
    expect(new Set(callers.map(({ account }) => account))).toEqual(new Set([SPOKE]));
  });

  it.each(['GetCoreNetwork', 'GetNetworkRoutes', 'ListAttachments'])(
    'stays unknown without %s, and says so',
    async (operation) => {
      const { simulator, read } = await startNetwork(worldJson('cloud-wan'));
      fails(simulator, operation, 'AccessDeniedException');

      const plan = planFor(await read(lead), lead);

      expect(plan.captures).toEqual([]);
      expect(plan.paths).toMatchObject([{ outcome: 'unknown', confidence: 'unknown' }]);
      expect(plan.notes.join()).toMatch(
        /routes of arn:aws:networkmanager::.* could not be read: AccessDeniedException/,
      );
    },
  );

  it('is captured in every zone, less surely, where the details of attachments stay closed', async () => {
    const { simulator, read } = await startNetwork(worldJson('cloud-wan'));
    fails(simulator, 'GetVpcAttachment', 'AccessDeniedException');

    const plan = planFor(await read(lead), lead);

    expect(placesOf(plan)).toEqual(['wan us-east-1a', 'wan us-east-1b']);
    expect(plan.paths).toMatchObject([{ outcome: 'on-path', confidence: 'likely' }]);
    expect(plan.notes.join()).toContain('attachment attachment-0830e0427ba32eddd of');
  });

  it('of an account that is none of ours is not asked for', async () => {
    const json = JSON.stringify(worldJson('cloud-wan')).replaceAll(
      `networkmanager::${HUB}`,
      'networkmanager::999900001111',
    );
    const { simulator, read } = await startNetwork(JSON.parse(json));

    const plan = planFor(await read(lead), lead);

    expect(counts(simulator, 'networkmanager')).toEqual({});
    expect(plan.notes.join()).toContain("account 999900001111 is not among the policy's accounts");
  });

  it('is not asked for while no route leads there', async () => {
    const { simulator, read } = await startNetwork(worldJson('transit-plain'));

    await read(
      leadOf({
        account: SPOKE,
        subjects: [named('eni-055e29cc233536970')],
        tuples: [conversation('10.10.1.10', '198.51.100.7')],
      }),
    );

    expect(counts(simulator, 'networkmanager')).toEqual({});
  });

  it('that throttles is asked again, and given up when it does not stop', async () => {
    const { simulator, clients } = await startNetwork(worldJson('cloud-wan'));
    const manager = await clients.networkManager(home);
    fails(simulator, 'GetCoreNetwork', 'ThrottlingException', { status: 429, times: 2 });

    expect(await manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).toMatchObject({
      CoreNetwork: { State: 'AVAILABLE' },
    });

    fails(simulator, 'GetCoreNetwork', 'InternalServerException', { status: 500 });
    await expect(manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).rejects.toMatchObject({
      name: 'InternalServerException',
    });
    expect(counts(simulator, 'networkmanager')).toEqual({ GetCoreNetwork: 7 });
  });

  it('is asked for again where the connection broke', async () => {
    const { simulator, clients } = await startNetwork(worldJson('cloud-wan'));
    const manager = await clients.networkManager(home);
    simulator.faults.add({ on: { operation: 'GetCoreNetwork' }, fault: { kind: 'drop' }, times: 2 });

    expect(await manager.coreNetwork('core-network-0a1b2c3d4e5f60718')).toMatchObject({
      CoreNetwork: { State: 'AVAILABLE' },
    });
    expect(counts(simulator, 'networkmanager')).toEqual({ GetCoreNetwork: 3 });
  });

  it.each([
    ['a time-out of ours', Object.assign(new Error('late'), { name: 'AbortError' }), 2],
    ['a time-out of the connection', Object.assign(new Error('late'), { name: 'TimeoutError' }), 2],
    ['a connection that was reset', Object.assign(new Error('gone'), { code: 'ECONNRESET' }), 2],
    ['anything else', new TypeError('a fault of ours'), 1],
  ])('is asked for as often as it helps after %s', async (_, error, times) => {
    let asked = 0;
    const requestHandler = {
      handle: async () => {
        asked += 1;
        if (asked === 1) throw error;
        return { response: { statusCode: 200, headers: {}, body: Readable.from(['{}']) } };
      },
    };
    const credentials = { accessKeyId: HUB, secretAccessKey: 'simulated' };
    const manager = networkManager({ credentials, requestHandler }, 'us-east-1');

    const [outcome] = await Promise.allSettled([manager.coreNetwork('core-network-0a1')]);

    expect(asked).toBe(times);
    expect(outcome).toMatchObject(times === 1 ? { reason: error } : { value: {} });
  });

  it('is asked for again where what stands before the service failed, in words of its own', async () => {
    const answers = ['<html>Bad gateway</html>', '{"CoreNetwork":{"State":"AVAILABLE"}}'];
    const server = createServer((_, response) => {
      const body = answers.shift();
      response.writeHead(answers.length === 0 ? 200 : 502).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const credentials = { accessKeyId: HUB, secretAccessKey: 'simulated' };

    const answer = await networkManager({ endpoint, credentials }, 'us-east-1').coreNetwork('core-network-0a1');
    server.close();

    expect(answer).toEqual({ CoreNetwork: { State: 'AVAILABLE' } });
  });

  /** The world with further attachments of its core network. */
  const withAttachments = (more: readonly object[]): unknown => {
    const json = worldSchema.parse(worldJson('cloud-wan'));
    const region = regionSchema.parse(json.accounts[HUB]?.['us-east-1']);
    const [core] = region.CoreNetworks;
    const Attachments = [...more.map((Attachment) => ({ Attachment })), ...(core?.Attachments ?? [])];
    const hub = { ...json.accounts[HUB], 'us-east-1': { ...region, CoreNetworks: [{ ...core, Attachments }] } };
    return { ...json, accounts: { ...json.accounts, [HUB]: hub } };
  };

  it('lists every page of its attachments', async () => {
    const more = Array.from({ length: 230 }, (_, at) => ({
      AttachmentId: `attachment-${String(at).padStart(17, '0')}`,
      AttachmentType: 'SITE_TO_SITE_VPN',
      EdgeLocation: 'us-east-1',
      SegmentName: 'production',
    }));
    const { simulator, read } = await startNetwork(withAttachments(more));

    expect(placesOf(planFor(await read(lead), lead))).toEqual(['wan us-east-1a', 'wan us-east-1b']);
    expect(counts(simulator, 'networkmanager')).toMatchObject({ ListAttachments: 3, GetVpcAttachment: 3 });
  });

  it.each([
    [['eu-west-1', 'us-east-1'], 'us-east-1'],
    [['eu-west-1', 'eu-north-1'], 'eu-west-1'],
  ])('may have a Direct Connect gateway, which has several edge locations: %j', async (EdgeLocations, region) => {
    const AttachmentId = 'attachment-00000000000000dc1';
    const gateway = {
      AttachmentId,
      AttachmentType: 'DIRECT_CONNECT_GATEWAY',
      EdgeLocations,
      SegmentName: 'production',
    };
    const { read } = await startNetwork(withAttachments([gateway]));

    const network = await read(lead);

    expect(network.unread).toEqual([]);
    expect(
      network.coreNetworks[0]?.attachments.find(({ attachmentId }) => attachmentId === AttachmentId),
    ).toMatchObject({
      type: 'DIRECT_CONNECT_GATEWAY',
      region,
    });
    expect(placesOf(planFor(network, lead))).toEqual(['wan us-east-1a', 'wan us-east-1b']);
  });

  it('may send to a function group without naming its attachment', async () => {
    const json = JSON.stringify(worldJson('cloud-wan')).replaceAll(
      /"CoreNetworkAttachmentId":"attachment-0830e0427ba32eddd",/g,
      '',
    );
    const network = await networkOf(JSON.parse(json));

    expect(planFor(network, lead)).toEqual(planFor(await networkOf(worldJson('cloud-wan')), lead));
  });
});

const worldSchema = z.looseObject({ accounts: z.record(z.string(), z.looseObject({})) });
const regionSchema = z.looseObject({
  CoreNetworks: z.array(z.looseObject({ Attachments: z.array(z.looseObject({})) })),
});

describe('a peering', () => {
  const lead = leadOf({ account: HUB, subjects: [named(SUBJECT)], tuples: [conversation('10.0.1.10', '10.9.1.9')] });

  it('is followed to the VPC behind it, whose firewall sees the answers', async () => {
    const { simulator, read } = await startNetwork(peeredWorld());

    const plan = planFor(await read(lead), lead);

    expect(placesOf(plan)).toEqual(['far us-east-1a']);
    expect(plan).toEqual(planFor(await networkOf(peeredWorld()), lead));
    const asked = simulator.calls.filter(({ operation }) => operation === 'DescribeVpcPeeringConnections');
    expect(asked).toMatchObject([{ account: HUB }]);
    const tables = simulator.calls.filter(({ operation }) => operation === 'DescribeRouteTables');
    expect(tables.map(({ account }) => account)).toEqual([HUB, SPOKE]);
  });

  it('with a VPC that is none of ours is on no known path, and not surely so', async () => {
    const alone = policySchema.parse({});
    const { simulator, read } = await startNetwork(peeredWorld(), alone);

    const plan = planFor(await read(lead), lead, { accounts: alone.accounts });

    expect(plan.paths).toMatchObject([{ outcome: 'not-on-path', confidence: 'likely' }]);
    expect(plan.paths[0]?.reason).toContain('the VPC behind it could not be read');
    expect(plan.notes.join()).toContain(`account ${SPOKE} is not among the policy's accounts`);
    expect(simulator.calls.filter(({ account }) => account === SPOKE)).toEqual([]);
  });

  it('that may not be read is no failure', async () => {
    const { simulator, read } = await startNetwork(peeredWorld());
    fails(simulator, 'DescribeVpcPeeringConnections', 'UnauthorizedOperation');

    const plan = planFor(await read(lead), lead);

    expect(plan.captures).toEqual([]);
    expect(plan.notes.join()).toContain(
      'VPC peerings of 111122223333/us-east-1 could not be read: UnauthorizedOperation',
    );
  });
});
