import type { Issues } from './issues.ts';
import { at, type JsonNode, numberOf } from './json-node.ts';
import { severityOfLabel } from './severity-label.ts';

const severityOfId: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, 1],
  [3, 4],
  [4, 7],
  [5, 9],
  [6, 10],
]);

const within = (value: number | undefined, most: number): value is number =>
  value !== undefined && value >= 0 && value <= most;

const classOf = (severity: number): number => [9, 7, 4, 1].find((least) => severity >= least) ?? 0;

/** One ASFF `Severity`: `Normalized` where it agrees with `Label`, else the label's lower end. */
const asffSeverity = (node: JsonNode): number | undefined => {
  const label = severityOfLabel(at(node, 'Label'));
  const normalized = numberOf(at(node, 'Normalized'));
  const fromNormalized = within(normalized, 100) ? normalized / 10 : undefined;
  if (label !== undefined && fromNormalized !== undefined && classOf(fromNormalized) !== label) return label;
  const product = numberOf(at(node, 'Product'));
  return fromNormalized ?? label ?? (within(product, 10) ? product : undefined);
};

const orUnknown = (severity: number | undefined, node: JsonNode, issues: Issues): number => {
  if (severity !== undefined) return severity;
  issues.note(`${node.path} is missing or not a severity: taken as 0`);
  return 0;
};

/** Severity of an ASFF finding on GuardDuty's scale, 0 to 10. */
export const readAsffSeverity = (finding: JsonNode, issues: Issues): number => {
  const own = at(finding, 'Severity');
  return orUnknown(asffSeverity(own) ?? asffSeverity(at(finding, 'FindingProviderFields', 'Severity')), own, issues);
};

/** Severity of an OCSF finding on GuardDuty's scale, 0 to 10: the lower end of its class. */
export const readOcsfSeverity = (finding: JsonNode, issues: Issues): number => {
  const id = at(finding, 'severity_id');
  const number = numberOf(id);
  const byId = number === undefined ? undefined : severityOfId.get(number);
  return orUnknown(byId ?? severityOfLabel(at(finding, 'severity')), id, issues);
};
