import type { Flow } from '../domain/flow.ts';
import type { DescribedFlow } from '../domain/flow-context.ts';

/** A flow as it is exported: what the rounds, the plan and the subject add is absent for a flow of a single round. */
export type ExportFlow = Flow & Partial<Omit<DescribedFlow, keyof Flow>>;
