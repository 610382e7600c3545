import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

/** Environment variables by what a function needs. Infra gives each function exactly its contract's variables. */
export const recordsEnv = { TABLE_NAME: text };
export const evidenceEnv = { EVIDENCE_BUCKET: text };
export const policyEnv = { POLICY_PARAMETER: text };
/** The account and Region the stack runs in: home of everything that is not another account's. */
export const homeEnv = { HOME_ACCOUNT: z.string().check(z.regex(/^\d{12}$/)), HOME_REGION: text };
export const eventsEnv = { EVENT_BUS_NAME: text };
export const signingEnv = { SIGNING_KEY_ID: text };
/** Where VPC flow logs go unless policy names another place: the bucket, log group and role that the stack made. */
export const flowLogEnv = { FLOW_LOG_BUCKET_ARN: text, FLOW_LOG_GROUP_ARN: text, FLOW_LOG_ROLE_ARN: text };
/** SHA-256 of the deployed code, recorded in each manifest. */
export const codeEnv = { CODE_DIGEST: text };
