import { sha256Hex } from '../lib/domain/ids.ts';
import type { EvidenceStore, StoredObject } from '../lib/ports/evidence-store.ts';
import { writeJson } from '../lib/triggers/write-json.ts';

/** A trigger as it came, before anybody has looked at it. */
export interface RawTrigger extends StoredObject {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Stores an execution's whole input under the execution's own hash, so that it is kept whatever it turns out to be. The
 * text is the state input as Step Functions delivered it, written without recursion: no nesting can break this. */
export const keepRaw = async (evidence: EvidenceStore, trigger: unknown, executionArn: string): Promise<RawTrigger> => {
  const text = writeJson(trigger ?? null);
  const bytes = new TextEncoder().encode(text);
  const stored = await evidence.put(`triggers/${sha256Hex(executionArn)}.json`, bytes, 'application/json');
  return { ...stored, text, bytes };
};
