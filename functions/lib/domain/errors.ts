/** What went wrong, in facts that are safe to log: ids, counts and limits, never text from an event. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Root of the one error family. `name` is a string literal in each class: Step Functions matches it in `ErrorEquals`,
 * and a minifier would rename a class but not a literal. */
export abstract class FlowtrapError extends Error {
  abstract override readonly name: string;
  readonly details: ErrorDetails;

  constructor(message: string, details: ErrorDetails = {}, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.details = details;
  }
}

/** An input, record or setting that does not meet its schema. Not worth a retry. */
export class ContractError extends FlowtrapError {
  override readonly name = 'ContractError';
}

/** An evidence key already holds other bytes. Evidence is create-only, so this never resolves itself. */
export class EvidenceConflictError extends FlowtrapError {
  override readonly name = 'EvidenceConflictError';
}

/** A record changed between our read and our conditional write. Run the step again: it starts from a fresh read. */
export class RecordConflictError extends FlowtrapError {
  override readonly name = 'RecordConflictError';
}

/** A record that must exist does not. */
export class RecordNotFoundError extends FlowtrapError {
  override readonly name = 'RecordNotFoundError';
}

/** AWS refused the call for lack of permission, or because what it names does not exist. An operator must act. */
export class MisconfiguredError extends FlowtrapError {
  override readonly name = 'MisconfiguredError';
}
