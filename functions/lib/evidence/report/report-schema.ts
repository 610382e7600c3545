import * as z from 'zod/mini';
import { grades } from '../../domain/grade.ts';

const text = z.string();
const optionalText = z.optional(text);
const time = z.int();
const optionalTime = z.optional(time);
const count = z.int().check(z.minimum(0));
const grade = z.enum(grades);
const ports = z.object({ from: z.int(), to: z.int() });

/** What a report reads of `manifest.json`. */
export const reportManifest = z.object({
  caseId: text,
  grade,
  gradeReason: text,
  executionArn: text,
  revision: z.int().check(z.minimum(1)),
  reopenedAtMs: optionalTime,
  triggerAtMs: optionalTime,
  openedAtMs: time,
  closedAtMs: time,
  policySha256: text,
  codeDigest: text,
  signing: z.nullable(z.object({ keyId: text })),
  captures: z.array(
    z.object({
      captureKey: text,
      round: count,
      firewallArn: text,
      scope: z.record(text, text),
      grade: z.optional(grade),
      gradeReason: optionalText,
      operationId: optionalText,
      flows: z.optional(count),
      clocks: z.object({
        askedAtMs: optionalTime,
        firedAtMs: optionalTime,
        flowRequestAtMs: optionalTime,
        endedAtMs: optionalTime,
        differenceMs: z.optional(z.int()),
      }),
    }),
  ),
  flowLogs: z.array(
    z.object({
      resourceId: text,
      role: text,
      decision: text,
      reason: text,
      flowLogId: optionalText,
      leaseUntilMs: optionalTime,
      atMs: time,
    }),
  ),
  completeness: z.object({
    zones: z.object({ asked: count, answered: count }),
    rounds: z.object({ planned: count, ended: count }),
    pages: count,
    minimumFlowAgeSeconds: count,
    secondsFromActivityToEvent: z.optional(z.int()),
    secondsFromEventToCase: z.optional(z.int()),
    secondsFromEventToCapture: z.optional(z.int()),
    unreadableRows: count,
    foreignFlows: count,
    droppedTuples: z.array(text),
    pathsNotKnown: z.array(text),
  }),
  objects: z.array(z.object({ key: text, sizeBytes: count })),
});
export type ReportManifest = z.output<typeof reportManifest>;

const subject = z.object({ addresses: z.optional(z.array(text)), address: optionalText });

/** What a report reads of `plan.json`. */
export const reportPlan = z.object({
  reason: text,
  lead: z.optional(
    z.object({
      source: text,
      type: text,
      severity: z.number(),
      account: optionalText,
      region: optionalText,
      drill: z.optional(z.boolean()),
      subjects: z.array(subject),
    }),
  ),
  interfaces: z.array(
    z.object({ interfaceId: text, addresses: z.array(text), vpcId: text, subnetId: text, reason: text }),
  ),
  paths: z.array(
    z.object({
      interfaceId: text,
      outcome: text,
      confidence: text,
      reason: text,
      hops: z.array(z.object({ at: text, route: optionalText, note: optionalText })),
    }),
  ),
  filters: z.array(
    z.object({
      filterId: optionalText,
      reason: text,
      filter: z.object({
        source: optionalText,
        sourcePort: z.optional(ports),
        destination: optionalText,
        destinationPort: z.optional(ports),
        protocols: z.array(z.int()),
      }),
    }),
  ),
});
export type ReportPlan = z.output<typeof reportPlan>;
