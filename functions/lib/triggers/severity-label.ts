import { type JsonNode, wordOf } from './json-node.ts';

/** Lower ends of GuardDuty's classes (GuardDuty user guide, severity), which ASFF and OCSF name. */
const severityOfWord: ReadonlyMap<string, number> = new Map([
  ['informational', 0],
  ['low', 1],
  ['medium', 4],
  ['high', 7],
  ['critical', 9],
  ['fatal', 10],
]);

/** Severity that a word stands for, on GuardDuty's scale: the lower end of its class. */
export const severityOfLabel = (node: JsonNode): number | undefined => severityOfWord.get(wordOf(node));
