import { guardText } from './guard.ts';
import { at, flagOf, isObject, items, type JsonNode, rootNode, textOf } from './json-node.ts';

const parseQuietly = (text: string): unknown => {
  if (guardText(text) !== undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `additionalInfo` is an object in events, `{Type, Value}` with JSON text inside from the API, sometimes both. */
const saysSample = (info: JsonNode): boolean => {
  if (flagOf(at(info, 'sample'))) return true;
  const text = textOf(at(info, 'value')) ?? (isObject(info) ? undefined : textOf(info));
  return text !== undefined && flagOf(at(rootNode(parseQuietly(text)), 'sample'));
};

/** The instance that every sample finding names. */
const SAMPLE_INSTANCE = 'i-99999999';
const isGenerated = (node: JsonNode): boolean => textOf(node)?.startsWith('GeneratedFinding') ?? false;

/** Only ids that AWS assigns are looked at: a suspect chooses names and tags, and must not pass for a sample by them. */
const hasPlaceholders = (resource: JsonNode): boolean => {
  const instance = at(resource, 'instanceDetails');
  const interfaces = items(at(instance, 'networkInterfaces'));
  return (
    textOf(at(instance, 'instanceId')) === SAMPLE_INSTANCE ||
    [at(instance, 'instanceId'), at(instance, 'availabilityZone')].some(isGenerated) ||
    interfaces.some((one) => isGenerated(at(one, 'vpcId')) || isGenerated(at(one, 'subnetId')))
  );
};

/** Whether a GuardDuty finding is a sample: by its flag, its title's prefix, or the placeholders of generated findings. */
export const isSampleFinding = (finding: JsonNode): boolean =>
  saysSample(at(finding, 'service', 'additionalInfo')) ||
  (textOf(at(finding, 'title'))?.startsWith('[SAMPLE]') ?? false) ||
  hasPlaceholders(at(finding, 'resource'));
