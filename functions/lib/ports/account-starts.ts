import type { CaptureStarts } from '../domain/capture-starts.ts';

/** What was counted in an account, as read: `count` succeeds only while nobody else has counted. */
export interface ReadAccountStarts {
  readonly account: string;
  readonly starts: CaptureStarts;
  readonly revision: number;
}

/** Captures started lately in each account that owns firewalls. */
export interface AccountStarts {
  /** An account in which nothing was counted yet is empty, at revision 0. */
  read(account: string): Promise<ReadAccountStarts>;
  /** Counts one start, before it happens. Undefined when somebody else was faster.
   * @param token unique to this start: two equal counts must not pass for one */
  count(read: ReadAccountStarts, atMs: number, token: string): Promise<ReadAccountStarts | undefined>;
}
