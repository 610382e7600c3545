import type { Flow } from '../domain/flow.ts';
import type { ComparedFlow, FlowDirection } from '../domain/flow-rounds.ts';

/** A flow as it is exported: what the rounds and the subject add is absent for a flow of a single round. */
export type ExportFlow = Flow &
  Partial<Pick<ComparedFlow, 'state' | 'rounds' | 'firstRound' | 'lastRound' | 'forward' | 'backward'>> & {
    readonly direction?: FlowDirection;
  };
