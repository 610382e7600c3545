import { captureMutants } from './capture-mutants.ts';
import { caseMutants } from './case-mutants.ts';
import type { Mutant } from './mutant.ts';

/** Bugs that somebody could write, one at a time. Each must be caught by the schedules that prove the product. */
export const mutants: readonly Mutant[] = [...captureMutants, ...caseMutants];
