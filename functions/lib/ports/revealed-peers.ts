import type { Address } from '../domain/address.ts';

/** Who the captured flows show the case's interfaces in conversation with. */
export interface RevealedPeers {
  /** Distinct addresses of far sides that could be interfaces of ours: private IPv4 and routable IPv6. Most bytes first,
   * at most 200. The same case with the same captures always gives the same list. */
  addresses(caseId: string): Promise<readonly Address[]>;
}
