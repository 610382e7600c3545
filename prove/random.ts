/** A source of numbers that depends on its seed alone. */
export interface Random {
  /** 0 <= n < 1. */
  readonly next: () => number;
  /** A whole number, 0 <= n < `below`. */
  readonly below: (below: number) => number;
  /** A whole number, `from` <= n <= `to`. */
  readonly between: (from: number, to: number) => number;
  /** One of them. @throws RangeError when there is none */
  readonly pick: <T>(items: readonly T[]) => T;
  readonly chance: (probability: number) => boolean;
}

/** Mixes a seed with a number, so that neighbouring seeds give unrelated sequences. */
export const mixSeed = (seed: number, ...parts: readonly number[]): number =>
  parts.reduce(
    (mixed, part) => (Math.imul(mixed ^ (part + 0x9e3779b9), 0x85ebca6b) ^ (mixed >>> 13)) >>> 0,
    seed >>> 0,
  );

/** Mulberry32: 32 bits of state, good enough to choose faults with. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    chance: (probability) => next() < probability,
  };
};
