import type { World } from '../../world/world.ts';

/** A flow log as DescribeFlowLogs shows it, and where it is. */
export interface StoredFlowLog {
  readonly FlowLogId: string;
  readonly ResourceId: string;
  readonly FlowLogStatus?: string;
  readonly TrafficType?: string;
  readonly LogDestinationType?: string;
  readonly LogDestination?: string;
  readonly LogGroupName?: string;
  readonly LogFormat?: string;
  readonly MaxAggregationInterval?: number;
  readonly DeliverLogsStatus?: string;
  readonly DeliverLogsPermissionArn?: string;
  readonly DeliverCrossAccountRole?: string;
  readonly DestinationOptions?: object;
  readonly CreationTime?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

export interface PlacedFlowLog {
  readonly account: string;
  readonly region: string;
  readonly flowLog: StoredFlowLog;
  /** Set once it is deleted; the row stays, so that tests can see what was. */
  readonly deletedAtMs?: number;
}

/** What a client token stands for. */
export interface RememberedCall {
  readonly fingerprint: string;
  readonly answer: object;
}

/** Flow logs of every account and Region. */
export interface FlowLogStore {
  /** Every flow log that ever was, in the order of creation. */
  readonly all: () => readonly PlacedFlowLog[];
  readonly list: (account: string, region: string) => readonly StoredFlowLog[];
  readonly add: (placed: PlacedFlowLog) => void;
  /** False when there is none, or it is another account's. */
  readonly remove: (placed: { account: string; region: string; flowLogId: string; atMs: number }) => boolean;
  readonly tokens: Map<string, RememberedCall>;
}

export const flowLogStore = ({ places }: World): FlowLogStore => {
  let rows: readonly PlacedFlowLog[] = places.flatMap(({ account, region, resources }) =>
    resources.FlowLogs.map((flowLog) => ({ account, region, flowLog })),
  );
  const alive = (account: string, region: string) => (row: PlacedFlowLog) =>
    row.account === account && row.region === region && row.deletedAtMs === undefined;
  return {
    all: () => rows,
    list: (account, region) => rows.filter(alive(account, region)).map((row) => row.flowLog),
    add: (placed) => {
      rows = [...rows, placed];
    },
    remove: ({ account, region, flowLogId, atMs }) => {
      const found = rows.find((row) => alive(account, region)(row) && row.flowLog.FlowLogId === flowLogId);
      rows = rows.map((row) => (row === found ? { ...row, deletedAtMs: atMs } : row));
      return found !== undefined;
    },
    tokens: new Map(),
  };
};
