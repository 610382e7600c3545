import * as z from 'zod/mini';
import type { Lead, TriggerReading } from '../../domain/lead.ts';
import { textLike, wholeNumber } from '../../policy/ranges.ts';
import { at, type JsonNode } from '../json-node.ts';
import { visible } from '../visible.ts';
import { type Checked, checked, given, isRaw } from './checked.ts';

/** An event that a person hands over, and how to run it. */
const handedEvent = z.strictObject({
  source: z.literal('manual', { error: '"manual"' }),
  reason: textLike(/^(?=[\s\S]*\S)[\s\S]{1,500}$/u, 'why, in 1 to 500 characters'),
  event: z.unknown().check(z.refine(isRaw, { error: 'an event as it came, a JSON object' })),
  runDrill: z.optional(z.boolean({ error: 'true or false' })),
  rounds: z.optional(wholeNumber(1, 20)),
  roundIntervalSeconds: z.optional(wholeNumber(1, 3_600)),
  minimumFlowAgeSeconds: z.optional(wholeNumber(0, 3_600)),
  flowLogs: z.optional(z.boolean({ error: 'true or false' })),
});
export type HandedEvent = z.output<typeof handedEvent>;

/** Whether a caller of the state machine hands an event over. Only the whole input counts: nothing that came inside an
 * event, a message or a batch can ask for a drill to be run. */
export const isHandedEvent = (value: JsonNode): boolean =>
  value.path === '' && isRaw(value.value) && value.value.source === 'manual' && given(value.value, 'event');

const overridesOf = ({ source: _source, reason: _reason, event: _event, ...overrides }: HandedEvent) => overrides;

/** A drill that is run on purpose is a case of its own each time, else it could be run once only. */
const handedLead = (lead: Lead, handed: HandedEvent): Lead => ({
  ...lead,
  request: { ...lead.request, ...overridesOf(handed) },
  perExecution: lead.perExecution || (lead.drill && handed.runDrill === true),
  notes: [...lead.notes, `handed over: ${visible(handed.reason)}`],
});

/** A reading as a person hands it over: policy's thresholds for automatic triggers do not apply to a lead. */
export const asHanded = (reading: TriggerReading, handed: HandedEvent): TriggerReading =>
  reading.outcome === 'lead' ? { ...reading, lead: handedLead(reading.lead, handed) } : reading;

/** Reads the wrapper with everything that is wrong with it. */
export const checkHandedEvent = ({ value }: JsonNode): Checked<HandedEvent> => checked(handedEvent, value, []);

/** The event inside. */
export const eventInside = (value: JsonNode): JsonNode => at(value, 'event');
