import { type CaptureStarts, noStarts, withStart } from '../domain/capture-starts.ts';
import { ContractError } from '../domain/errors.ts';
import type { AccountStarts } from '../ports/account-starts.ts';
import type { RecordBody, RecordKey, RecordTable } from '../ports/record-table.ts';

const KIND = 'account-starts';

const keyOf = (account: string): RecordKey => ({ pk: `ACCOUNT#${account}`, sk: 'STARTS' });

const isStarts = (body: RecordBody): body is RecordBody & CaptureStarts =>
  body.kind === KIND && Array.isArray(body.minutes) && typeof body.lastAtMs === 'number';

/** The accounts' counts over the one table. */
export const accountStarts = (table: RecordTable): AccountStarts => ({
  read: async (account) => {
    const stored = await table.get(keyOf(account));
    if (!stored) return { account, starts: noStarts, revision: 0 };
    if (!isStarts(stored.body)) throw new ContractError('the record counts no starts', { account });
    const { minutes, lastAtMs } = stored.body;
    return { account, starts: { minutes, lastAtMs }, revision: stored.revision };
  },
  count: async ({ account, starts, revision }, atMs, token) => {
    const counted = withStart(starts, atMs);
    const body = { kind: KIND, ...counted, token };
    const written =
      revision === 0 ? await table.create(keyOf(account), body) : await table.replace(keyOf(account), revision, body);
    return written ? { account, starts: counted, revision: revision + 1 } : undefined;
  },
});
