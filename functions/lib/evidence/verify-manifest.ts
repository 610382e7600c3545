import * as z from 'zod/mini';
import { canonicalJson, type JsonValue } from '../domain/canonical-json.ts';
import { grades } from '../domain/grade.ts';
import { MANIFEST_SCHEMA } from '../domain/manifest.ts';
import { violationsOf } from '../policy/violations.ts';
import { addressText } from './plan-file.ts';
import { revisionName } from './revisions.ts';
import { type Check, fails, holds } from './verify-check.ts';

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.minimum(0));
const time = z.int();
const grade = z.enum(grades);

const capture = z.object({
  captureKey: z.string().check(z.regex(/^t-[0-9a-f]{16}$/)),
  round: z.int().check(z.minimum(1)),
  firewallArn: z.string(),
  grade: z.optional(grade),
  gradeReason: z.optional(z.string()),
  attempt: z.optional(count),
  flows: z.optional(count),
  foreignFlows: z.optional(count),
  unreadableRows: z.optional(count),
  flowsKey: z.optional(z.string()),
  operationId: z.optional(z.string()),
  clocks: z.object({ firedAtMs: z.optional(time), flowRequestAtMs: z.optional(time) }),
});

/** What is read of a manifest of form 1. Members beyond these are signed all the same. */
const manifest = z.object({
  schema: z.literal(MANIFEST_SCHEMA),
  caseId: z.string().check(z.regex(/^c-[0-9a-f]{40}$/)),
  revision: z.int().check(z.minimum(1), z.maximum(9_999)),
  previousManifestSha256: z.nullable(sha256),
  earlier: z.array(z.object({ revision: z.int().check(z.minimum(1)), manifestSha256: z.optional(sha256) })),
  grade,
  gradeReason: z.string(),
  flowCount: count,
  triggerAtMs: z.optional(time),
  openedAtMs: time,
  closedAtMs: time,
  triggerSha256: z.string(),
  policySha256: z.string(),
  signing: z.nullable(z.object({ keyId: z.string(), algorithm: z.string(), digest: z.string() })),
  captures: z.array(capture),
  flowLogs: z.array(z.object({ resourceId: z.string(), addresses: z.optional(z.array(addressText)) })),
  completeness: z.object({
    zones: z.object({ asked: count, answered: count, unanswered: z.array(z.unknown()) }),
    rounds: z.object({ planned: count, ended: count }),
    pages: count,
    secondsFromEventToCase: z.optional(z.int()),
    secondsFromEventToCapture: z.optional(z.int()),
    unreadableRows: count,
    foreignFlows: count,
  }),
  objects: z.array(z.object({ key: z.string(), sha256, sizeBytes: count })),
});

export type VerifiedManifest = z.output<typeof manifest>;
export type ManifestCapture = VerifiedManifest['captures'][number];

export interface ManifestReading {
  readonly checks: readonly Check[];
  /** Absent where nothing further can be checked. */
  readonly manifest?: VerifiedManifest;
}

const anySchema = z.object({ schema: z.string() });

const parsed = (bytes: Uint8Array): { readonly text: string; readonly value: JsonValue } | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

const isCanonical = (value: JsonValue, text: string): boolean => {
  try {
    return canonicalJson(value) === text;
  } catch {
    return false;
  }
};

const placeCheck = (name: string, { revision }: VerifiedManifest): Check => {
  const place = revisionName(revision, 'manifest.json');
  return place === name
    ? holds('schema', name, `is that of revision ${revision}`)
    : fails('schema', name, `is that of revision ${revision}, which belongs to ${place}`);
};

/** Reads a manifest: is it JSON, of a form that is known here, whole, in the one canonical spelling (RFC 8785), and in its
 * place? @param name where it lies in the package */
export const readManifest = (bytes: Uint8Array, name = 'manifest.json'): ManifestReading => {
  const reading = parsed(bytes);
  if (!reading) return { checks: [fails('schema', name, 'is not JSON: the file is damaged')] };
  const schema = anySchema.safeParse(reading.value).data?.schema;
  if (schema === undefined) return { checks: [fails('schema', name, 'names no schema: it is no manifest')] };
  if (schema !== MANIFEST_SCHEMA)
    return {
      checks: [fails('schema', name, `has the form ${schema}, which this version does not know: use a newer Flowtrap`)],
    };
  const result = manifest.safeParse(reading.value);
  if (!result.success) {
    const [first] = violationsOf(result.error, reading.value);
    return { checks: [fails('schema', name, `${first?.path} is ${first?.problem}, allowed: ${first?.allowed}`)] };
  }
  const canonical = isCanonical(reading.value, reading.text)
    ? holds('canonical', name, 'is canonical JSON (RFC 8785)')
    : fails('canonical', name, 'is not canonical JSON (RFC 8785): somebody rewrote it');
  const place = placeCheck(name, result.data);
  if (place.outcome === 'fails') return { checks: [place, canonical] };
  return { checks: [holds('schema', name, `has the form ${schema}`), place, canonical], manifest: result.data };
};
