import { ACCOUNT, FINDING_ARN, LOCAL, REGION, REMOTE } from './finding-builder.ts';

/** Evidence of one connection outbound. */
export const evidence = (extra: object = {}) => ({
  src_endpoint: { ip: LOCAL, port: 50_040 },
  dst_endpoint: { ip: REMOTE, port: 443 },
  connection_info: { direction: 'Outbound', direction_id: 2, protocol_name: 'TCP', protocol_num: 6 },
  data: { resource_role: 'ACTOR' },
  ...extra,
});

/** One OCSF finding: a copy of a GuardDuty finding unless `extra` says otherwise. */
export const finding = (extra: object = {}) => ({
  activity_name: 'Create',
  class_uid: 2004,
  class_name: 'Detection Finding',
  cloud: { account: { uid: ACCOUNT }, region: REGION, provider: 'AWS' },
  finding_info: {
    uid: FINDING_ARN,
    title: 'a finding',
    types: ['Threats', 'Backdoor:EC2/C&CActivity.B'],
    first_seen_time_dt: '2026-01-01T00:00:00Z',
    last_seen_time: 1_767_226_200_000,
  },
  metadata: {
    uid: 'hash',
    product: { name: 'GuardDuty', uid: `arn:aws:securityhub:${REGION}::productv2/aws/guardduty` },
  },
  severity: 'High',
  severity_id: 4,
  status: 'New',
  status_id: 1,
  resources: [{ uid: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0dd000000000000d1`, type: 'AWS::EC2::Instance' }],
  evidences: [evidence()],
  ...extra,
});

/** The event in which Security Hub sends findings. */
export const event = (...findings: readonly object[]) =>
  JSON.stringify({
    'detail-type': 'Findings Imported V2',
    source: 'aws.securityhub',
    account: '999988887777',
    region: 'us-east-1',
    resources: ['hash'],
    detail: { findings },
  });

/** A finding of another GuardDuty type. */
export const typed = (type: string, extra: object = {}) =>
  finding({ finding_info: { ...finding().finding_info, types: [type] }, ...extra });

export const inbound = {
  subject: `${LOCAL}/32`,
  peer: `${REMOTE}/32`,
  subjectPort: { from: 8443, to: 8443 },
  protocols: [6],
  direction: 'inbound',
};
export const called = { src_endpoint: { ip: REMOTE, port: 50_040 }, dst_endpoint: { ip: LOCAL, port: 8443 } };
export const ANYWHERE = { protocols: [6, 17], direction: 'outbound' };
