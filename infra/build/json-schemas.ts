import * as z from 'zod/mini';
import { flowSchema } from '../../functions/lib/evidence/flow-schema.ts';
import { policySchema } from '../../functions/lib/policy/policy.ts';
import { configSchema } from '../lib/config/config.ts';

/** The published schemas by file name under `docs/`, as editors read them: what may be written, with its defaults. */
export const jsonSchemas = (): Readonly<Record<string, string>> => {
  const textOf = (schema: z.ZodMiniType, title: string): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) }, null, 2)}\n`;
  return {
    'policy.schema.json': textOf(policySchema, 'Flowtrap policy'),
    'config.schema.json': textOf(configSchema, 'Flowtrap configuration'),
    'flow.schema.json': textOf(flowSchema, 'A flow of a case'),
  };
};
