import type { Address } from '../domain/address.ts';
import type { AccountRegion } from './flow-logs.ts';

/** A network interface of ours, with every address that it has. */
export interface FoundInterface {
  readonly interfaceId: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly addresses: readonly Address[];
}

/** Finds network interfaces by their private or IPv6 addresses. */
export interface InterfaceFinder {
  /** Through all pages. @param vpcIds where to look; empty means every VPC there
   * @throws MisconfiguredError when the account or Region cannot be read */
  byAddress(
    where: AccountRegion,
    addresses: readonly Address[],
    vpcIds: readonly string[],
  ): Promise<readonly FoundInterface[]>;
}
