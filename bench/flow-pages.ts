import type { FlowOperations, ResultsPage } from '../functions/lib/ports/flow-operations.ts';
import { START_MS } from '../test/unit/evidence/fixtures.ts';

const FLOWS_PER_PAGE = 100;
/** Different pages that are made; longer results repeat them. */
const VARIETY = 500;

const rowOf = (n: number) => ({
  SourceAddress: { AddressDefinition: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` },
  DestinationAddress: { AddressDefinition: `198.51.${(n >> 7) & 255}.${(n * 7) & 255}` },
  SourcePort: String(1_024 + ((n * 31) % 60_000)),
  DestinationPort: n % 3 === 0 ? '443' : '8443',
  Protocol: n % 5 === 0 ? '17' : '6',
  Age: 60 + (n % 3_000),
  PacketCount: 1 + (n % 10_000),
  ByteCount: 60 * (1 + (n % 10_000)),
});

/** The bodies of results pages as AWS sends them, 100 flows each, all different. */
export const pageBodies = (count = VARIETY): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, page) => {
    const Flows = Array.from({ length: FLOWS_PER_PAGE }, (__, row) => rowOf(page * FLOWS_PER_PAGE + row));
    return Buffer.from(
      JSON.stringify({
        FlowOperationStatus: 'COMPLETED',
        FlowRequestTimestamp: START_MS / 1_000,
        Flows,
        NextToken: 'more',
      }),
    );
  });

export const pagesFor = (flows: number): number => Math.ceil(flows / FLOWS_PER_PAGE);

interface Body {
  readonly Flows: readonly unknown[];
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && 'Flows' in value;

/** Parses a body, which is the least that collecting has to do. */
const parseBody = (bytes: Uint8Array): readonly unknown[] => {
  const body: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return isBody(body) ? body.Flows : [];
};

/** Parses every page and forgets it. @returns the flows on them */
export const parseAll = (bodies: readonly Uint8Array[], pages: number): number => {
  let flows = 0;
  for (let page = 0; page < pages; page += 1)
    flows += parseBody(bodies[page % bodies.length] ?? new Uint8Array()).length;
  return flows;
};

/** Page `number`, from 0, of a result of `count` pages. */
const resultsPage = (bodies: readonly Uint8Array[], number: number, count: number): ResultsPage => {
  const bytes = bodies[number % bodies.length] ?? new Uint8Array();
  const page = { bytes, status: 'COMPLETED', requestedAtMs: START_MS, flows: parseBody(bytes) } as const;
  return number + 1 < count ? { ...page, nextToken: String(number + 1) } : page;
};

/** A firewall that has nothing but a result of `pages` pages. */
export const operationsOf = (bodies: readonly Uint8Array[], pages: number): FlowOperations => {
  const unused = () => Promise.reject(new Error('not part of collecting'));
  return {
    start: unused,
    describe: unused,
    list: unused,
    resultsPage: async (_, __, token = '0') => resultsPage(bodies, Number(token), pages),
  };
};
