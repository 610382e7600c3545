import { describe, it } from 'vitest';
import rows from '../../cases/triggers/realistic-events.json' with { type: 'json' };
import { type Expectation, judgeTrigger } from './judge-trigger.ts';
import { eventFor, unseenEvents } from './unseen-events.ts';

/** A whole event, and what must come of it, or of each trigger that it holds. */
interface RealisticEvent extends Expectation {
  readonly name: string;
  readonly event: object;
  readonly policy?: object;
  readonly each?: readonly Expectation[];
}

const realisticEvents: readonly RealisticEvent[] = rows;

describe('events as nobody has sent them yet', () => {
  it.each(unseenEvents)('$base: $name', async (row) => {
    await judgeTrigger(eventFor(row), [row]);
  });

  it.each(realisticEvents)('$name', async (row) => {
    await judgeTrigger(row.event, row.each ?? [row], row.policy);
  });
});
