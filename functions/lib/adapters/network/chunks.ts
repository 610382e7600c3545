/** Values that one EC2 filter takes at most (EC2 API reference, request limits). */
const FILTER_VALUES = 200;

/** Lists that each fit one request: one EC2 filter unless told. */
export const inChunks = <T>(values: readonly T[], most = FILTER_VALUES): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(values.length / most) }, (_, index) => values.slice(index * most, (index + 1) * most));
