import type { AccountRegion } from '../domain/account-region.ts';

/** A CloudWatch alarm as it is now. Its texts are its owner's: show them only through an encoder. */
export interface DescribedAlarm {
  readonly name: string;
  /** `ALARM`, `OK`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** Of every metric that the alarm looks at; none for a composite alarm. */
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  /** Present for a composite alarm. */
  readonly rule?: string;
}

export interface DescribedAlarms {
  readonly alarms: readonly DescribedAlarm[];
  /** Why some or all could not be read. */
  readonly unread?: string;
}

/** Reads alarms by name: those that exist, in no particular order. What may not be read is said, never thrown.
 * @throws what a throttled or failing API throws once the SDK gives up: run it again */
export interface AlarmReader {
  describe(where: AccountRegion, names: readonly string[]): Promise<DescribedAlarms>;
}
