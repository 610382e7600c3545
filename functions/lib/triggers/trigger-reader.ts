import type { TriggerReading, TriggerSource } from '../domain/lead.ts';
import { at, isObject, type JsonNode, present, wordOf } from './json-node.ts';

/** Understands the triggers of one source. A new source is a new reader in the registry. */
export interface TriggerReader {
  readonly source: TriggerSource;
  /** By shape alone; must not throw. */
  readonly recognises: (value: JsonNode) => boolean;
  /** One reading a finding; never empty; must not throw. */
  readonly read: (value: JsonNode) => readonly TriggerReading[];
}

/** Whether this is an EventBridge event. */
export const isEnvelope = (value: JsonNode): boolean =>
  present(at(value, 'detail-type')) || (present(at(value, 'source')) && isObject(at(value, 'detail')));

/** Whether this is an EventBridge event of this source with one of these detail types, given in lower case. EventBridge always
 * names the source; people who relay an event may leave it out, but not name another. */
export const isEnvelopeOf = (value: JsonNode, source: string, detailTypes: readonly string[]): boolean =>
  [source, ''].includes(wordOf(at(value, 'source'))) && detailTypes.includes(wordOf(at(value, 'detail-type')));

/** Whether this is an EventBridge event of this source that lost its detail type: its `detail` has to tell. */
export const isUntypedOf = (value: JsonNode, source: string): boolean =>
  wordOf(at(value, 'source')) === source && !present(at(value, 'detail-type')) && isObject(at(value, 'detail'));

/** What the event is about: its `detail`, or the value itself where there is no envelope. */
export const detailOf = (value: JsonNode): JsonNode => (isEnvelope(value) ? at(value, 'detail') : value);
