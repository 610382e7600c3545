import type { Problem } from '../domain/lead.ts';
import type { JsonNode } from './json-node.ts';

/** What a reader finds wrong on its way through one trigger. Values are never repeated: they are untrusted. */
export interface Issues {
  /** Any of them makes the trigger refused. */
  readonly problems: readonly Problem[];
  /** What could not be read and is left open: no reason to refuse. */
  readonly flaws: readonly Problem[];
  readonly notes: readonly string[];
  refuse(node: JsonNode, problem: string, allowed: string): void;
  leaveOpen(node: JsonNode, problem: string, allowed: string): void;
  note(text: string): void;
}

const listedAt = (list: Problem[], { path }: JsonNode, problem: string, allowed: string): void =>
  void list.push({ path: path === '' ? '(root)' : path, problem, allowed });

export const newIssues = (): Issues => {
  const problems: Problem[] = [];
  const flaws: Problem[] = [];
  const notes: string[] = [];
  return {
    problems,
    flaws,
    notes,
    refuse: (node, problem, allowed) => listedAt(problems, node, problem, allowed),
    leaveOpen: (node, problem, allowed) => listedAt(flaws, node, problem, allowed),
    note: (text) => void (notes.includes(text) || notes.push(text)),
  };
};

/** Most entries of one kind that a reading carries; the rest are counted. */
export const MAX_LISTED = 20;

/** At most `MAX_LISTED` texts, the last of which says how many were left out. */
export const listed = (texts: readonly string[]): readonly string[] =>
  texts.length <= MAX_LISTED
    ? texts
    : [...texts.slice(0, MAX_LISTED - 1), `and ${texts.length - MAX_LISTED + 1} more like these`];

const passFlaws = (from: Issues, to: Issues): void => {
  for (const { path, problem, allowed } of from.flaws) to.leaveOpen({ path, value: undefined }, problem, allowed);
};

/** Turns what is wrong with one of several conversations into notes: the others are still worth a capture. */
export const demote = (from: Issues, to: Issues): void => {
  for (const note of from.notes) to.note(note);
  if (from.problems.length === 0) passFlaws(from, to);
  for (const { path, problem } of from.problems) to.note(`left out: ${path} ${problem}`);
};

/** Passes everything on as it is. */
export const absorb = (from: Issues, to: Issues): void => {
  for (const note of from.notes) to.note(note);
  passFlaws(from, to);
  for (const { path, problem, allowed } of from.problems) to.refuse({ path, value: undefined }, problem, allowed);
};
