import { guardDutyReader } from './guardduty.ts';
import type { TriggerReader } from './trigger-reader.ts';

/** Every reader; the first that recognises a trigger reads it. */
export const triggerReaders: readonly TriggerReader[] = [guardDutyReader];
