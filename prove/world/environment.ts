import { ACCOUNT, REGION } from '../../simulator/worlds/rows.ts';

export const EVIDENCE_BUCKET = 'flowtrap-evidence';
export const POLICY_PARAMETER = '/flowtrap/policy';

/** What the functions are configured with. */
export const environment = (signingKeyId: string): Record<string, string> => ({
  TABLE_NAME: 'flowtrap',
  EVIDENCE_BUCKET,
  POLICY_PARAMETER,
  HOME_ACCOUNT: ACCOUNT,
  HOME_REGION: REGION,
  EVENT_BUS_NAME: 'default',
  SIGNING_KEY_ID: signingKeyId,
  CODE_DIGEST: 'not-deployed',
  FLOW_LOG_BUCKET_ARN: 'arn:aws:s3:::flowtrap-flow-logs',
  FLOW_LOG_GROUP_ARN: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:flowtrap-flow-logs`,
  FLOW_LOG_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/flowtrap-flow-logs`,
});
