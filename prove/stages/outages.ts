import type { PreparedCall } from '../aws/dispatch.ts';
import type { FaultMode } from '../aws/fault-modes.ts';
import type { VirtualTime } from '../time/virtual-time.ts';

/** Services that may be out of order, by signing name. */
export const outageServices = ['dynamodb', 's3', 'network-firewall', 'ec2', 'kms', 'ssm', 'events'] as const;

/** Longer than the retries of every state together. */
const OUTAGE_MS = 15 * 60_000;

export interface Outage {
  /** Number of the call that begins it. */
  readonly from: number;
  readonly service: string;
  readonly mode: FaultMode;
}

/** From one call on, a service fails every request for a quarter of an hour. */
export const faultsOfOutage = (time: VirtualTime, { from, service, mode }: Outage) => {
  let endsAtMs: number | undefined;
  return (n: number, call: PreparedCall): FaultMode | undefined => {
    if (n < from) return undefined;
    endsAtMs ??= time.nowMs() + OUTAGE_MS;
    return call.service === service && time.nowMs() < endsAtMs ? mode : undefined;
  };
};

/** The schedule with this index: every point × every service, in order. */
export const outageAt = (index: number): Outage => ({
  from: Math.floor(index / outageServices.length) + 1,
  service: outageServices[index % outageServices.length] ?? 's3',
  mode: 'error-before',
});
