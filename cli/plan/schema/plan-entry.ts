import * as z from 'zod/mini';
import { apiFilter, droppedTuple, mergedTuple, plannedFilter } from './filters.ts';
import { lead } from './lead.ts';
import { affectedInterface, call, cost, flowLogs, path, plannedCapture } from './network.ts';
import { list, problem, text, told } from './parts.ts';

/** Raised when a member goes or changes its meaning; a new member alone does not raise it. */
export const PLAN_VERSION = 1;

/** What `flowtrap plan --json` says of one event. The one source of that output: members that are not here are not
 * printed. */
export const planEntrySchema = told(
  z.object({
    planVersion: told(z.literal(PLAN_VERSION), 'Version of this form.'),
    file: told(text, 'Where the event came from: file, file:line, or file[element].'),
    outcome: told(
      z.enum(['capture', 'refused', 'ignored']),
      'capture: filters were made; refused: it should be captured but cannot be safely; ignored: nothing to capture.',
    ),
    reason: told(text, 'Why this outcome.'),
    held: told(
      z.boolean(),
      'Policy alone holds the event back (severity, a drill, archived, monitor mode). Nothing is captured: filters, paths and captures say what would be.',
    ),
    caseKey: told(text, 'Equal for events that belong to one case.'),
    drill: told(z.boolean(), 'A sample finding.'),
    lead: told(z.nullable(lead), 'The event understood; null where nobody could.'),
    filters: told(
      list(apiFilter),
      'FlowFilters as StartFlowCapture takes them. They are captured only where outcome is "capture".',
    ),
    plannedFilters: told(list(plannedFilter), 'The same filters in the same order, with reason and breadth.'),
    problems: told(list(problem), 'Everything that is wrong with the event; not empty where it is refused.'),
    dropped: told(list(droppedTuple), 'Conversations that became no filter, and why.'),
    merged: told(list(mergedTuple), 'Conversations that need no filter of their own. Nothing is lost.'),
    interfaces: told(list(affectedInterface), 'Interfaces of ours that are concerned, in a recorded network.'),
    paths: told(list(path), 'Proofs of which firewall sees them, in a recorded network.'),
    captures: told(list(plannedCapture), 'The operations that the filters are spread over, in a recorded network.'),
    flowLogs,
    calls: told(list(call), 'The calls with an effect that would follow, in order; none where nothing is captured.'),
    cost: told(z.nullable(cost), 'Null where nothing is captured.'),
  }),
  'What flowtrap plan says of one event.',
);
export type PlanEntry = z.output<typeof planEntrySchema>;

/** What `flowtrap plan --json` prints: one object an event, in the order of the input. */
export const planOutputSchema = told(z.array(planEntrySchema), 'The output of flowtrap plan --json.');
