import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { counts, fails, startNetwork } from '../support/aws-network.ts';
import { memberCoreNetworkWorld } from '../support/core-network-world.ts';
import { conversation, HUB, leadOf, named, networkOf, placesOf, planFor, SPOKE, worldJson } from '../support/worlds.ts';

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
