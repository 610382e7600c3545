import { readFileSync } from 'node:fs';

const shipped = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../simulator/${path}`, import.meta.url), 'utf8'));

/** The demo's world and its finding: one firewall, one zone. */
export const beacon = (): unknown => shipped('worlds/beacon.json');
export const finding = (): unknown => shipped('events/backdoor-c2.json');
