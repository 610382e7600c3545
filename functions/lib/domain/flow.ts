import type { Address } from './address.ts';

/** One row of `ListFlowOperationResults`, normalised: strict addresses, numeric ports and protocol. */
export interface Flow {
  readonly source: Address;
  /** Absent where the protocol has none. */
  readonly sourcePort?: number;
  readonly destination: Address;
  readonly destinationPort?: number;
  /** IANA number; 0 to 255. */
  readonly protocol: number;
  /** Seconds, by analogy with `MinimumFlowAgeInSeconds`; the unit is not documented. */
  readonly ageSeconds: number;
  readonly packets: number;
  readonly bytes: number;
}
