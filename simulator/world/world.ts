import { parseOrThrow } from '../../functions/lib/policy/violations.ts';
import { type Region, type Role, type WorldFlow, worldSchema } from './schema.ts';

/** A Region of an account, with its name. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly resources: Region;
}

/** A network and what happens in it, read and checked. Nothing in here changes. */
export interface World {
  readonly seed: number;
  readonly startAtMs: number;
  readonly places: readonly Place[];
  readonly roles: readonly (Role & { readonly account: string })[];
  readonly flows: readonly WorldFlow[];
}

/** Reads a world file's JSON. @throws ContractError that lists every violation by path */
export const readWorld = (json: unknown): World => {
  const file = parseOrThrow(worldSchema, json, 'world file');
  const accounts = Object.entries(file.accounts);
  return {
    seed: file.seed,
    startAtMs: Date.parse(file.startAt),
    places: accounts.flatMap(([account, { Regions }]) =>
      Object.entries(Regions).map(([region, resources]) => ({ account, region, resources })),
    ),
    roles: accounts.flatMap(([account, { Roles }]) => Roles.map((role) => ({ ...role, account }))),
    flows: file.flows,
  };
};

/** The Region of an account, or undefined when the world has nothing there. */
export const placeIn = (world: World, account: string, region: string): Place | undefined =>
  world.places.find((place) => place.account === account && place.region === region);
