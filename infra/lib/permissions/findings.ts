import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BroadStatement } from './broad-statement.ts';
import { arnIn, inRegions, type Place } from './place.ts';

/** Members by which an update could hide a finding (Security Hub user guide, configuring access to BatchUpdateFindings). */
const HIDING_MEMBERS = [
  'ASFFSyntaxPath/Severity.Label',
  'ASFFSyntaxPath/VerificationState',
  'ASFFSyntaxPath/Workflow.Status',
  'OCSFSyntaxPath/severity_id',
  'OCSFSyntaxPath/status_id',
];

/** Writes the note of a finding, in either format: nothing of ours can resolve it, suppress it or make it mild. */
export const noteFindings = (place: Place): PolicyStatement =>
  new BroadStatement('Findings have no ARN in IAM, and the id of the newer hub is chosen by Security Hub.', {
    sid: 'NoteFindings',
    actions: ['securityhub:BatchUpdateFindings'],
    resources: [arnIn(place, 'securityhub', 'hub/default'), arnIn(place, 'securityhub', 'hubv2/*')],
    conditions: {
      ...inRegions(place),
      Null: Object.fromEntries(HIDING_MEMBERS.map((member) => [`securityhub:${member}`, 'true'])),
    },
  });
