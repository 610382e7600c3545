import { describe, expect, it } from 'vitest';
import { playModels } from '../../../prove/stages/models.ts';

describe('captures that share a slot', () => {
  it('are each served once, whatever fails, pauses or comes between', async () => {
    const { schedules, violations } = await playModels(1, 60);

    // All 60, but where properties stop after a second.
    expect(schedules).toBeGreaterThan(5);
    expect(violations).toEqual([]);
  });
});
