import { awsCases } from '../../cases/aws-cases.ts';
import { type Check, failed, ok, warning } from '../check.ts';

/** Captures end after at most 11 hours: a case that is open for longer has lost its execution. */
const LOST_AFTER_MS = 13 * 3_600_000;

/** Cases that are still open. */
export const openCases: Check = {
  name: 'open-cases',
  about: 'clean-up',
  reads: ['dynamodb:Query', 'dynamodb:GetItem'],
  look: async ({ host, deployment, nowMs }) => {
    const tableName = deployment.output('TableName');
    if (tableName === undefined) return [failed('cases', 'cannot be read without the table', 'see to the table')];
    const source = awsCases(host, { table: tableName, bucket: deployment.output('EvidenceBucketName') ?? '' });
    const open = (await source.list({})).filter(({ status }) => status === 'OPEN');
    if (open.length === 0) return [ok('cases', 'none is open')];
    const ids = open.slice(0, 3).map(({ caseId }) => caseId);
    const lost = open.filter(({ openedAtMs }) => nowMs() - openedAtMs > LOST_AFTER_MS);
    if (lost.length > 0)
      return [
        failed(
          lost[0]?.caseId ?? '',
          `${lost.length} cases are open for over 13 hours`,
          'end each with "flowtrap close <case>"',
        ),
      ];
    return [warning(ids.join(', '), `${open.length} cases are open`, 'wait for their end: "flowtrap follow <case>"')];
  },
};
