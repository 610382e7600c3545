import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Retentions that CloudWatch Logs knows, in days (PutRetentionPolicy API reference). */
const known = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653,
] as const satisfies readonly RetentionDays[];

/** The shortest retention that keeps logs for at least `days`; longer than all, they are kept for ever. */
export const retentionOf = (days: number): RetentionDays =>
  known.find((retention) => retention >= days) ?? RetentionDays.INFINITE;
