/** What AWS charges, US dollars, us-east-1, without the free tier; read from the services' price pages on 2026-11-20. */
export const prices = {
  /** Step Functions standard, each. */
  transition: 25e-6,
  lambdaCall: 0.2e-6,
  /** Lambda on arm64. */
  lambdaGbSecond: 13.3334e-6,
  /** DynamoDB on demand: one unit is 1 KB written, or 4 KB read consistently. */
  dynamoWriteUnit: 0.625e-6,
  dynamoReadUnit: 0.125e-6,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  /** One signature with an elliptic-curve key. */
  kmsSignature: 15e-6,
  event: 1e-6,
  kmsKeyMonth: 1,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  /** VPC flow logs delivered to S3, and to CloudWatch Logs, for the first 10 TB of a month. */
  flowLogGbToS3: 0.25,
  flowLogGbToLogs: 0.5,
} as const;

/** What a case is charged for. */
export interface Usage {
  readonly transitions: number;
  readonly lambdaCalls: number;
  readonly lambdaGbSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly puts: number;
  readonly gets: number;
}

/** The size of a case. */
export interface CaseSize {
  /** Captures: one for each firewall and Availability Zone. */
  readonly captures: number;
  /** Rounds of each capture. */
  readonly rounds: number;
  /** Looks at each operation until it is complete, at least 1. */
  readonly polls: number;
  /** Flows that each round of each capture finds. */
  readonly flows: number;
}

/** Rows of one results page (ListFlowOperationResults API reference). */
const FLOWS_PER_PAGE = 100;
/** Pages that one call of `collect-flows` reads at most. */
const PAGES_PER_TURN = 1_000;

const AVERAGE_CALL_SECONDS = 0.2;
const AVERAGE_CALL_GB = 0.5;
/** Reading one page, storing it, and its share of joining and writing the flows. */
const PAGE_SECONDS = 0.05;

/** How many of each a case needs, from the states of `respond.asl.json` and the calls that the steps make. */
export const usageOf = ({ captures, rounds, polls, flows }: CaseSize): Usage => {
  const turns = captures * rounds;
  const pages = Math.max(1, Math.ceil(flows / FLOWS_PER_PAGE));
  const collections = Math.ceil(pages / PAGES_PER_TURN);
  const lambdaCalls = 5 + turns * (1 + polls + collections);
  return {
    transitions: 9 + captures + turns * (1 + 1 + 3 * polls + 2 * collections) + captures * (rounds - 1),
    lambdaCalls,
    lambdaGbSeconds: AVERAGE_CALL_GB * (lambdaCalls * AVERAGE_CALL_SECONDS + turns * (pages - 1) * PAGE_SECONDS),
    writeUnits: 44 + turns * 21 + turns * Math.floor(pages / 10) * 2,
    readUnits: 20 + turns * 16 + turns * Math.floor(pages / 10),
    puts: 11 + turns * (1 + pages),
    gets: 6 + turns * (2 + pages),
  };
};

/** Dollars for what was used. A case signs one manifest and publishes one event. */
export const costOfUsage = (usage: Usage): number =>
  usage.transitions * prices.transition +
  usage.lambdaCalls * prices.lambdaCall +
  usage.lambdaGbSeconds * prices.lambdaGbSecond +
  usage.writeUnits * prices.dynamoWriteUnit +
  usage.readUnits * prices.dynamoReadUnit +
  usage.puts * prices.s3Put +
  usage.gets * prices.s3Get +
  prices.kmsSignature +
  prices.event;

/** Dollars for one case, without its flow logs. */
export const costOfCase = (size: CaseSize): number => costOfUsage(usageOf(size));

/** What the stack has while nothing happens. */
export interface IdleStack {
  readonly kmsKeys: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** Of the sweeper, `retire-flow-logs`. */
  readonly sweepsPerDay: number;
}

/** States of one sweep that finds nothing. */
const SWEEP_TRANSITIONS = 5;
const DAYS = 30;

/** Dollars a month while nothing happens. */
export const costOfIdleMonth = ({ kmsKeys, alarms, dashboards, sweepsPerDay }: IdleStack): number => {
  const sweep =
    SWEEP_TRANSITIONS * prices.transition +
    prices.lambdaCall +
    AVERAGE_CALL_GB * AVERAGE_CALL_SECONDS * prices.lambdaGbSecond +
    5 * prices.dynamoReadUnit;
  return (
    kmsKeys * prices.kmsKeyMonth +
    alarms * prices.alarmMonth +
    dashboards * prices.dashboardMonth +
    sweepsPerDay * DAYS * sweep
  );
};
