import type { Clock } from '../../functions/lib/domain/clock.ts';
import type {
  FlowOperations,
  OperationDescription,
  ResultsPage,
  StartOutcome,
  StartRequest,
} from '../../functions/lib/ports/flow-operations.ts';

export interface StartedOperation extends OperationDescription {
  readonly request: StartRequest;
  readonly endsAtMs: number;
}

/** How the next `start` goes wrong: `lost` takes effect and loses the answer, `dropped` has no effect. */
export type StartFault = 'lost' | 'dropped' | 'rejected' | 'misconfigured';

export interface MemoryFlowOperations extends FlowOperations {
  readonly started: readonly StartedOperation[];
  readonly failNext: (...faults: StartFault[]) => void;
  /** An operation of somebody else. */
  readonly startForeign: (request: StartRequest, lastsMs: number) => void;
}

const scopeName = (request: Pick<StartRequest, 'firewallArn' | 'scope'>): string =>
  JSON.stringify([request.firewallArn, request.scope]);

/** Flow operations in memory: one at a time for each firewall and scope, each running for `lastsMs`. */
export const memoryFlowOperations = (clock: Clock, lastsMs = 5_000): MemoryFlowOperations => {
  const started: StartedOperation[] = [];
  const faults: StartFault[] = [];

  const current = (operation: StartedOperation): OperationDescription => ({
    operationId: operation.operationId,
    type: operation.type,
    requestedAtMs: operation.requestedAtMs,
    minimumFlowAgeSeconds: operation.minimumFlowAgeSeconds,
    filters: operation.filters,
    status: clock.nowMs() < operation.endsAtMs ? 'IN_PROGRESS' : 'COMPLETED',
  });

  const open = (request: StartRequest, forMs: number): string => {
    const operationId = `00000000-0000-4000-8000-${String(started.length + 1).padStart(12, '0')}`;
    const { minimumFlowAgeSeconds, filters } = request;
    const times = { requestedAtMs: clock.nowMs(), endsAtMs: clock.nowMs() + forMs };
    const facts = { type: 'FLOW_CAPTURE', status: 'IN_PROGRESS', minimumFlowAgeSeconds, filters } as const;
    started.push({ operationId, request, ...facts, ...times });
    return operationId;
  };

  const isBusy = (request: StartRequest): boolean =>
    started.some((other) => scopeName(other.request) === scopeName(request) && clock.nowMs() < other.endsAtMs);

  const start = async (request: StartRequest): Promise<StartOutcome> => {
    const fault = faults.shift();
    if (fault === 'rejected' || fault === 'misconfigured') return { outcome: fault, cause: 'on demand' };
    if (fault === 'dropped' || isBusy(request)) return { outcome: 'unknown', cause: 'ThrottlingException' };
    const operationId = open(request, lastsMs);
    return fault === 'lost' ? { outcome: 'unknown', cause: 'TimeoutError' } : { outcome: 'started', operationId };
  };

  const page = (status: ResultsPage['status']): ResultsPage => ({ bytes: Buffer.from('{}'), status, flows: [] });

  return {
    started,
    failNext: (...next) => faults.push(...next),
    startForeign: (request, forMs) => open(request, forMs),
    start,
    list: async (firewall) =>
      started.filter((operation) => scopeName(operation.request) === scopeName(firewall)).map(current),
    describe: async (_, operationId) => {
      const found = started.find((operation) => operation.operationId === operationId);
      return found && current(found);
    },
    resultsPage: async () => page('COMPLETED'),
  };
};
