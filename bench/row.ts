/** One line of the bench: a figure of ours against its target, and what it is compared with. */
export interface Row {
  readonly group: string;
  readonly what: string;
  readonly ours: string;
  /** What no implementation could beat. */
  readonly floor?: string;
  /** The same done the usual way, in the same run. */
  readonly peer?: string;
  readonly ratio?: string;
  readonly target: string;
  /** Undefined where the target is only to be printed. */
  readonly met?: boolean;
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] = sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
};

export const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
export const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;
export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
