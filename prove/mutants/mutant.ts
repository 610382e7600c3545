/** A bug that is put into a copy of the product: the first occurrence of `find` becomes `replace`. */
export interface Mutant {
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
