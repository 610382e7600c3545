declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  /** A DynamoDB server that keeps its tables in memory; not listening yet. */
  const dynalite: (options?: DynaliteOptions) => Server;
  export = dynalite;
}
