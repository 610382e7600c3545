import type { FilterLimits } from '../../functions/lib/domain/filter-limits.ts';
import { policySchema } from '../../functions/lib/policy/policy.ts';

/** The limits of the default policy. */
export const defaultLimits: FilterLimits = policySchema.parse({}).capture;
