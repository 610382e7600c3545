import type { LocalStack, LocalStackOptions } from '../../simulator/local-stack.ts';
import beacon from '../../simulator/worlds/beacon.json' with { type: 'json' };

/** Something that the handlers live through. */
export interface Scenario {
  readonly name: string;
  readonly options: LocalStackOptions;
  readonly run: (stack: LocalStack) => Promise<void>;
}

/** What the worlds in test/worlds are made for: accounts of the policy and of `iamConfig`. */
export const accounts = { members: ['444455556666'], externalId: 'flowtrap-test' };

export const hours = (count: number): number => count * 3_600_000;

export const respond = async (stack: LocalStack, name: string, input: unknown): Promise<void> => {
  await stack.respond({ name, input });
};

/** What an analyst asks for. */
export const request = (subjects: readonly string[], more: object = {}) => ({
  source: 'manual',
  reason: 'iam',
  subjects,
  ...more,
});

/** What the beacon's world, whose finding is shipped, lives through. */
export const onBeacon = (name: string, run: Scenario['run'], options: Partial<LocalStackOptions> = {}): Scenario => ({
  name,
  options: { world: beacon, ...options },
  run,
});
