/** The steps that run as functions; each has a folder of this name under `functions/`. */
export const steps = [
  'plan-case',
  'start-capture',
  'check-capture',
  'collect-flows',
  'enable-flow-logs',
  'close-case',
  'publish-case',
  'retire-flow-logs',
  'find-lost-cases',
] as const;
export type Step = (typeof steps)[number];

/** Steps that call member accounts, and so are trusted by the member role. */
export const memberSteps = [
  'plan-case',
  'start-capture',
  'check-capture',
  'collect-flows',
  'enable-flow-logs',
  'publish-case',
  'retire-flow-logs',
] as const satisfies readonly Step[];

/** Steps that write evidence. */
export const evidenceSteps = [
  'plan-case',
  'collect-flows',
  'close-case',
  'publish-case',
] as const satisfies readonly Step[];

/** Source and type of the events that we publish. Other producers of triggers use the same source with types of their own. */
export const caseEvents = { source: 'flowtrap', closed: 'Flowtrap Case Closed' } as const;
