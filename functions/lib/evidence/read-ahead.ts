/** Runs `read` over items in order with up to `width` in flight, and yields the results in the items' order. */
export const readAhead = async function* <I, O>(
  items: AsyncIterable<I>,
  width: number,
  read: (item: I) => Promise<O>,
): AsyncGenerator<O> {
  const flight: Promise<O>[] = [];
  for await (const item of items) {
    const reading = read(item);
    // A failure is thrown when its turn comes; until then nobody may be waiting for it.
    reading.catch(() => undefined);
    flight.push(reading);
    const first = flight.length >= width ? flight.shift() : undefined;
    if (first) yield await first;
  }
  for (const reading of flight) yield await reading;
};
