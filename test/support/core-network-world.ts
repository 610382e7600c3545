import * as z from 'zod/mini';
import { HUB, SPOKE, worldJson } from './worlds.ts';

const worldSchema = z.looseObject({
  accounts: z.record(z.string(), z.looseObject({ 'us-east-1': z.looseObject({}) })),
});

/** The world of Cloud WAN with the core network in the spoke's hands; the firewall stays the hub's. */
export const memberCoreNetworkWorld = (): unknown => {
  const text = JSON.stringify(worldJson('cloud-wan')).replaceAll(`networkmanager::${HUB}`, `networkmanager::${SPOKE}`);
  const world = worldSchema.parse(JSON.parse(text));
  const [hub, spoke] = [world.accounts[HUB], world.accounts[SPOKE]];
  const { CoreNetworks, ...hubRegion } = hub?.['us-east-1'] ?? {};
  return {
    ...world,
    accounts: {
      [HUB]: { ...hub, 'us-east-1': hubRegion },
      [SPOKE]: { ...spoke, 'us-east-1': { ...spoke?.['us-east-1'], CoreNetworks } },
    },
  };
};
