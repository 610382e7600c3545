import * as z from 'zod/mini';
import { PLAN_VERSION, planOutputSchema } from '../../cli/plan/schema/plan-entry.ts';
import { CASE_CLOSED_VERSION, caseClosedSchema } from '../../functions/lib/contracts/case-closed.ts';
import { flowSchema } from '../../functions/lib/evidence/flow-schema.ts';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { configSchema } from '../lib/config/config.ts';

/** The published schemas by file name under `docs/`: what may be written, with its defaults, as editors read it; and what
 * Flowtrap writes. */
export const jsonSchemas = (): Readonly<Record<string, string>> => {
  const textOf = (schema: z.ZodMiniType, title: string, io: 'input' | 'output' = 'input'): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io, target: 'draft-7' }) }, null, 2)}\n`;
  return {
    'case-closed.schema.json': textOf(
      caseClosedSchema,
      `Detail of the event Flowtrap Case Closed, version ${CASE_CLOSED_VERSION}`,
      'output',
    ),
    'policy.schema.json': textOf(policySchema, 'Flowtrap policy'),
    'config.schema.json': textOf(configSchema, 'Flowtrap configuration'),
    'flow.schema.json': textOf(flowSchema, 'A flow of a case'),
    'plan.schema.json': textOf(planOutputSchema, `Output of flowtrap plan --json, version ${PLAN_VERSION}`, 'output'),
  };
};
