import * as z from 'zod/mini';
import { toldEnds } from '../domain/execution-status.ts';
import { grades } from '../domain/grade.ts';
import { caseId } from './states.ts';

/** Version of the event's form. New optional members keep it; anything else raises it. */
export const CASE_CLOSED_VERSION = 1;

/** A member with its meaning in words. */
const told = <S extends z.ZodMiniType>(schema: S, description: string): S => schema.check(z.describe(description));

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const time = z.iso.datetime();
/** What may stand in a mail or a chat as it is: no quote, bracket, backslash or character that hides. */
const plainLine = z.string().check(z.regex(/^[\w .,:;()%/+=-]{0,300}$/));

/** The detail of the event `Flowtrap Case Closed`: the one source of its published schema and its type. */
export const caseClosedSchema = z.object({
  version: told(z.literal(CASE_CLOSED_VERSION), 'Version of this form.'),
  caseId: told(caseId, 'The case; with the revision it tells copies of this event apart.'),
  revision: told(
    z.int().check(z.minimum(1)),
    'How often the case has been closed by now: more than 1 where it was opened again.',
  ),
  grade: told(z.enum(grades), 'What the evidence is worth.'),
  meaning: told(plainLine, 'What the grade means, one line for people.'),
  gradeReason: told(z.string(), 'Why the case has this grade. May name what the trigger named: encode it.'),
  why: told(plainLine, 'The same, cut to one line that is safe wherever plain text is.'),
  flowCount: told(z.int().check(z.minimum(0)), 'Conversations in the evidence.'),
  drill: told(z.optional(z.literal(true)), 'Present for the case of a sample finding, which was run on purpose.'),
  openedAt: told(time, 'When the case was opened.'),
  closedAt: told(time, 'When the case was closed.'),
  executionArn: told(z.string(), 'The execution that gathered the evidence.'),
  evidenceBucket: told(z.string(), 'The bucket of the keys below.'),
  manifestKey: told(
    z.optional(z.string()),
    'The signed list of the evidence; absent where the package could not be written.',
  ),
  manifestSha256: told(z.optional(sha256), 'SHA-256 of the manifest.'),
  toldAs: told(
    z.optional(z.enum(toldEnds)),
    "How the case's execution had ended, where that was told already; absent where this event tells first.",
  ),
  reportKey: told(
    z.optional(z.string()),
    'Where the report will be: it is written right after this event. Absent without a package.',
  ),
});

/** What others are told of a closed case. */
export type CaseClosed = z.output<typeof caseClosedSchema>;
