/** What a use case may say while it works. Ids, counts and states only: no text from an event. */
export interface Log {
  info(message: string, facts?: Readonly<Record<string, string | number | boolean | undefined>>): void;
  warn(message: string, facts?: Readonly<Record<string, string | number | boolean | undefined>>): void;
}
