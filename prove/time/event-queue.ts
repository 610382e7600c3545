/** Something that happens at a moment of simulated time. */
export interface QueuedEvent {
  readonly atMs: number;
  /** Order among events of one moment: first in, first out. */
  readonly order: number;
  /** Undefined once it was taken back. */
  run: (() => void) | undefined;
}

/** Events by time, then by order of arrival. */
export interface EventQueue {
  readonly add: (atMs: number, run: () => void) => QueuedEvent;
  /** The next event that was not taken back. */
  readonly take: () => QueuedEvent | undefined;
  readonly clear: () => void;
}

const isBefore = (a: QueuedEvent, b: QueuedEvent): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A binary heap. */
export const eventQueue = (): EventQueue => {
  let heap: QueuedEvent[] = [];
  let orders = 0;

  const rise = (event: QueuedEvent): void => {
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  };

  const sink = (event: QueuedEvent): void => {
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (!left) break;
      const child = right && isBefore(right, left) ? right : left;
      if (!isBefore(child, event)) break;
      heap[at] = child;
      at = 2 * at + (child === left ? 1 : 2);
    }
    heap[at] = event;
  };

  const pop = (): QueuedEvent | undefined => {
    const [first] = heap;
    const last = heap.pop();
    if (first && last && first !== last) sink(last);
    return first;
  };

  return {
    add: (atMs, run) => {
      orders += 1;
      const event = { atMs, order: orders, run };
      rise(event);
      return event;
    },
    take: () => {
      for (let event = pop(); event; event = pop()) if (event.run) return event;
      return undefined;
    },
    clear: () => {
      heap = [];
      orders = 0;
    },
  };
};
