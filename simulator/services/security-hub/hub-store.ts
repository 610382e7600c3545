import { type AccountRegion, placeKey } from '../../../functions/lib/domain/account-region.ts';

/** A finding as a hub keeps it: ASFF, or OCSF. */
export type HubRecord = Readonly<Record<string, unknown>>;

interface Hub {
  readonly asff: Map<string, HubRecord>;
  readonly ocsf: Map<string, HubRecord>;
}

/** The hubs of a world. Where no finding was ever imported, Security Hub is not switched on. */
export interface HubStore {
  readonly importAsff: (place: AccountRegion, finding: HubRecord) => void;
  readonly importOcsf: (place: AccountRegion, finding: HubRecord) => void;
  readonly at: (place: AccountRegion) => Hub | undefined;
}

const textIn = (value: unknown, ...names: readonly string[]): string => {
  let found: unknown = value;
  for (const name of names)
    found = typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(name) : undefined;
  return typeof found === 'string' ? found : '';
};

export const asffKey = (id: string, productArn: string): string => JSON.stringify([id, productArn]);

export const hubStore = (): HubStore => {
  const hubs = new Map<string, Hub>();
  const open = (place: AccountRegion): Hub => {
    const hub = hubs.get(placeKey(place)) ?? { asff: new Map(), ocsf: new Map() };
    hubs.set(placeKey(place), hub);
    return hub;
  };
  return {
    importAsff: (place, finding) =>
      void open(place).asff.set(asffKey(textIn(finding, 'Id'), textIn(finding, 'ProductArn')), finding),
    importOcsf: (place, finding) => void open(place).ocsf.set(textIn(finding, 'metadata', 'uid'), finding),
    at: (place) => hubs.get(placeKey(place)),
  };
};
